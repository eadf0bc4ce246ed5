"""What an Open Badge says of its holder, issuer and subject. Nothing is fetched; signatures are judged elsewhere."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from certification.badges.open_badges import carriers, tokens, untrusted
from certification.badges.open_badges.dates import parse
from certification.badges.verifying import signatures
from skills_exchange.folding import folded
from skills_exchange.models import Skill
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise


@dataclass(frozen=True, slots=True)
class BadgeFile:
    """A credential that could be read. `is_token`: it came as a JSON Web Token."""

    document: dict[str, Any]
    is_token: bool

    @property
    def title(self) -> str:
        """What was achieved, in the badge's own words."""
        achievement = self.subject.get("achievement")
        name = achievement.get("name") if isinstance(achievement, dict) else None
        return _text(name) or _text(self.document.get("name"))

    @property
    def subject(self) -> dict[str, Any]:
        """Who achieved what; empty where the badge does not say it of one subject."""
        subject = self.document.get("credentialSubject")
        return subject if isinstance(subject, dict) else {}

    @property
    def last_day(self) -> date | None:
        """Until when it says to be valid; it must have been found readable before."""
        until = self.document.get("validUntil")
        return parse(until).date() if until is not None else None

    @property
    def key(self) -> str:
        """The same for the same credential, whatever file carried it."""
        said = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def proven_issuer(self) -> str:
        """The DID of the issuer, if the key that signed is named after it; empty where nothing shows whose it is."""
        issuer = self.document.get("issuer")
        did = _text(issuer.get("id") if isinstance(issuer, dict) else issuer)
        if self.is_token or not did.startswith("did:"):
            return ""
        method = signatures.of_document(self.document).method
        return did if method is not None and method.partition("#")[0] == did else ""

    def names(self, person: Person) -> bool:
        """Whether it says that it belongs to that person: by the Wikimedia username or a confirmed e-mail address."""
        emails = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
        own = {"emailAddress": {each.lower() for each in emails}}
        if person.central_id is not None:
            own["userName"] = {person.username}
        return any(_fits(identity, own) for identity in _listed(self.subject.get("identifier")))

    def is_about(self, skill: Skill) -> bool:
        """Whether it says so itself: by an alignment with the Wikidata item of the skill, or by a name of the skill."""
        achievement = self.subject.get("achievement")
        aligned = _listed(achievement.get("alignment")) if isinstance(achievement, dict) else iter(())
        targets = {_text(each.get(key)).rpartition("/")[2] for each in aligned for key in ("targetUrl", "targetCode")}
        if skill.wikidata and skill.wikidata in targets:
            return True
        title = f" {folded(self.title)} "
        return any(f" {folded(name)} " in title for name in _names_of(skill) if folded(name))


def read(file: bytes) -> BadgeFile:
    """The credential inside a file or text; `Unreadable` where the verifier would say so too."""
    _carrier, raw = carriers.extract(file)
    token = tokens.text_of(raw)
    if token:
        _header, document = tokens.parts(token)
        return BadgeFile(document, is_token=True)
    return BadgeFile(untrusted.read(raw), is_token=False)


def _fits(identity: dict[str, Any], own: dict[str, set[str]]) -> bool:
    said, kind = _text(identity.get("identityHash")), _text(identity.get("identityType"))
    if identity.get("hashed") is True:
        salt = _text(identity.get("salt"))
        digests = {f"sha256${hashlib.sha256((each + salt).encode()).hexdigest()}" for each in own.get(kind, ())}
        return said.lower() in digests
    if kind == "userName":
        return normalise(said) in own.get(kind, ())
    return said.lower() in own.get(kind, ())


def _names_of(skill: Skill) -> Iterator[str]:
    yield from (str(each) for each in skill.labels.values())
    for names in skill.aliases.values():
        yield from (str(each) for each in names)


def _listed(said: object) -> Iterator[dict[str, Any]]:
    """One object or several, as JSON-LD allows; whatever else stands there is passed over."""
    yield from (each for each in (said if isinstance(said, list) else [said]) if isinstance(each, dict))


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""
