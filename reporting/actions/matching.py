"""Opt-in match: two officers together let the site look whether at least two others reported the same person.

Two people of trust and safety choose the officers: a new key forgets what reporters asked for before, and nobody can do
that alone. At the report the names are sealed to a public key. Its private half was split for each pair of officers
when it was made, and exists nowhere: one officer lends a half to another one for a day, who looks once. What comes out
is a yes or no for each report, for those who handle it; nobody sees a name, or which reports belong together. Reporters
hear of it from their handlers alone: whoever reports somebody only to find out whether others did learns nothing by it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.models import FormerName
from reporting.actions.cases.guards import CaseRefused, lock
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import readers_of
from reporting.actions.logging import log
from reporting.actions.sealing import OpenCase
from reporting.conflicts import folded
from reporting.enums import ItemKind
from reporting.errors import Tampered
from reporting.keyrings import UnlockedVault
from reporting.models import Case, MatchConsent, MatchEntry, MatchKey, MatchShare, MatchWish
from reporting.peppers import pepper, pseudonym
from reporting.policy import on_desk
from reporting.queries.keys import live_keys
from reporting.queries.matching import is_matched, possible_match_officers, verdict_box
from reporting.vault import grants, shares
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import KeyPair, derived, new_pair, pair_of
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

FEWEST, MOST = 2, 3
OTHERS = 2
"""So many others have to have reported the same person."""
CONSENT = timedelta(hours=24)
WISH = timedelta(days=7)
"""So long somebody else can agree to new officers."""


class MatchRefused(DomainError):
    """Not these people, not now, not alone."""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """How many reports were looked at, and for how many the answer is yes: on no page, an officer may be accused."""

    looked: int
    matched: int


@transaction.atomic
def ask_match_key(*, actor: Person, officers: Collection[Person]) -> MatchWish:
    """Somebody of trust and safety wants these officers; it takes another one of them (`make_match_key`)."""
    _demand_desk(actor)
    chosen = list(dict.fromkeys(officers))
    _demand_choice(chosen)
    MatchWish.objects.all().delete()
    try:
        with transaction.atomic():
            wish = MatchWish.objects.create(asked_by=actor)
    except IntegrityError as error:
        raise MatchRefused(_("Somebody else has to confirm this.")) from error
    wish.officers.set(chosen)
    log(actor=actor, action="match.key_asked", officers=sorted(pseudonym(each) for each in chosen))
    return wish


@transaction.atomic
def drop_match_wish(*, actor: Person) -> None:
    """Whoever of trust and safety does not agree, or has thought again, takes the wish away."""
    _demand_desk(actor)
    MatchWish.objects.all().delete()
    log(actor=actor, action="match.key_dropped")


@transaction.atomic
def make_match_key(*, actor: Person, wish: MatchWish) -> MatchKey:
    """The second person agrees: a new key with halves for each pair of two or three officers.

    What was sealed to an earlier one is lost. Raises `NotAllowed` and `MatchRefused`: also for the same person, for a
    wish that is not the present one, and where somebody is no officer or of trust and safety any more.
    """
    _demand_desk(actor)
    found = MatchWish.objects.select_for_update(of=("self",)).select_related("asked_by").filter(pk=wish.pk).first()
    if found is None or found.asked_at < timezone.now() - WISH:
        raise MatchRefused(_("There is nothing to decide."))
    if found.asked_by_id == actor.pk:
        raise MatchRefused(_("Somebody else has to confirm this."))
    _demand_desk(found.asked_by)
    chosen = list(found.officers.order_by("pk"))
    _demand_choice(chosen)
    found.delete()
    return _new_key(actor, chosen, asked_by=found.asked_by)


def _new_key(actor: Person, chosen: list[Person], *, asked_by: Person) -> MatchKey:
    now, pair, live = timezone.now(), new_pair(), live_keys(chosen)
    MatchKey.objects.filter(ended_at=None).update(ended_at=now)
    MatchEntry.objects.all().delete()
    key = MatchKey.objects.create(public=pair.public, made_by=actor, made_at=now)
    for one, other in combinations(chosen, 2):
        halves = shares.split(pair.private)
        for officer, partner, half in ((one, other, halves[0]), (other, one, halves[1])):
            terms = _terms(key, officer, partner)
            box = grants.make_grant(half, terms, public=bytes(live[officer.pk].public), secret=pepper())
            MatchShare.objects.create(
                key=key, officer=officer, partner=partner, officer_entry=live[officer.pk], box=box
            )
    names = sorted(pseudonym(each) for each in chosen)
    log(actor=actor, action="match.key", officers=names, asked_by=pseudonym(asked_by))
    return key


def enter_match(*, case: Case, names: Iterable[str]) -> MatchEntry | None:
    """The reporter asked for it: seal whom the report names. None without a name, or without a key to seal to."""
    key = MatchKey.objects.filter(ended_at=None).first()
    said = sorted({name for name in (normalise(each) for each in names) if name and folded(name)})
    if key is None or not said:
        return None
    secret = new_key()
    return MatchEntry.objects.create(
        case=case,
        key=key,
        key_box=grants.make_grant(secret, _entry_terms(case), public=bytes(key.public), secret=pepper()),
        box=seal(secret, json.dumps(said).encode("utf-8", "surrogatepass"), _entry_place(case)),
        verdict=verdict_box(case.pk, matched=False),
    )


@transaction.atomic
def consent_to_match(*, vault: UnlockedVault, partner: Person) -> MatchConsent:
    """One officer agrees: the partner can look, once, within a day. Raises `MatchRefused`."""
    share = _share(vault, partner)
    entry = live_keys([partner]).get(partner.pk)
    if entry is None:
        raise MatchRefused(_("This person has no key that is ready for use."))
    _demand_officers(vault.person, partner)
    half = _half(share.box, _terms(share.key, vault.person, partner), vault.pair)
    terms = _terms(share.key, partner, vault.person, lent=True)
    MatchConsent.objects.filter(share=share).delete()
    consent = MatchConsent.objects.create(
        share=share,
        box=grants.make_grant(half, terms, public=bytes(entry.public), secret=pepper()),
        until=timezone.now() + CONSENT,
    )
    tell_soon([partner])
    log(actor=vault.person, action="match.consented", to=pseudonym(partner))
    return consent


@transaction.atomic
def run_match(*, vault: UnlockedVault) -> MatchResult:
    """Look, with the consent of another officer, which is used up. Raises `MatchRefused`."""
    consents = MatchConsent.objects.select_for_update(of=("self",)).select_related("share__key", "share__officer")
    live = consents.filter(share__partner=vault.person, share__key__ended_at=None, until__gt=timezone.now())
    consent = live.order_by("-until").first()
    if consent is None:
        raise MatchRefused(_("Another officer has to agree first."))
    other = consent.share.officer
    _demand_officers(vault.person, other)
    mine = _share(vault, other)
    halves = (
        _half(consent.box, _terms(mine.key, vault.person, other, lent=True), vault.pair),
        _half(mine.box, _terms(mine.key, vault.person, other), vault.pair),
    )
    pair = pair_of(shares.join(*halves))
    if pair.public != bytes(mine.key.public):
        raise Tampered
    consent.delete()
    result = _look(mine.key, pair)
    log(actor=vault.person, action="match.run", by=pseudonym(other), looked=result.looked, matched=result.matched)
    return result


@transaction.atomic
def tell_of_match(*, actor: Person, open_case: OpenCase) -> None:
    """A handler lets the reporter know; whoever fishes for what others reported is told nothing."""
    case = lock(open_case.case, actor=actor)
    entry = MatchEntry.objects.filter(case=case).first()
    if entry is None or not is_matched(entry):
        raise CaseRefused(_("There is nothing to tell."))
    text = _("You asked to be told: at least two others have reported the same person.")
    open_case.write(ItemKind.MESSAGE_TO_REPORTER, text, author=actor)
    log(actor=actor, action="match.told", case=case)


def _look(key: MatchKey, pair: KeyPair) -> MatchResult:
    entries = list(MatchEntry.objects.select_for_update(of=("self",)).filter(key=key).select_related("case__body"))
    names = {entry.pk: found for entry in entries if (found := _names(entry, pair)) is not None}
    marks = _marks({name for found in names.values() for name in found})
    keys = {pk: frozenset().union(*(marks[name] for name in found)) for pk, found in names.items()}
    matched = _matched({entry.pk: (keys[entry.pk], _campaign(entry.case)) for entry in entries if entry.pk in keys})
    for entry in entries:
        if entry.pk in matched and not is_matched(entry):
            tell_soon(readers_of(entry.case))
        entry.verdict = verdict_box(entry.case_id, matched=entry.pk in matched)
    MatchEntry.objects.bulk_update(entries, ["verdict"])
    return MatchResult(len(names), len(matched))


def _matched(entries: dict[int, tuple[frozenset[str], UUID]]) -> set[int]:
    """Those of which enough others name the same; what came in one campaign counts once."""
    campaigns: dict[str, set[UUID]] = defaultdict(set)
    for marks, campaign in entries.values():
        for mark in marks:
            campaigns[mark].add(campaign)
    return {
        pk
        for pk, (marks, campaign) in entries.items()
        if len(set().union(*(campaigns[mark] for mark in marks)) - {campaign}) >= OTHERS
    }


def _campaign(case: Case) -> UUID:
    return case.cluster or case.pk


def _marks(names: Collection[str]) -> dict[str, set[str]]:
    """By what each name is the same as another: how it looks, and whose account it is or was. Two queries."""
    marks = {name: {f"like:{folded(name)}"} for name in names}
    for username, uid in Person.objects.filter(username__in=names).values_list("username", "uid"):
        marks[username].add(f"person:{uid}")
    former = FormerName.objects.filter(Q(username__in=names), person__isnull=False)
    for username, uid in former.values_list("username", "person__uid"):
        marks[username].add(f"person:{uid}")
    return marks


def _names(entry: MatchEntry, pair: KeyPair) -> list[str] | None:
    """The names of an entry; None if it does not open, as after a change in the database."""
    try:
        key = grants.open_grant(entry.key_box, _entry_terms(entry.case), pair=pair, secret=pepper())
        return [str(name) for name in json.loads(unseal(key, entry.box, _entry_place(entry.case)))]
    except (Unreadable, ValueError):
        return None


def _demand_desk(person: Person) -> None:
    if not person.is_active or not person.has_two_factor or not on_desk(person):
        raise NotAllowed(_("Only trust and safety may do this."))


def _demand_choice(chosen: Collection[Person]) -> None:
    if not FEWEST <= len(chosen) <= MOST or set(chosen) - set(possible_match_officers()):
        raise MatchRefused(_("Please choose two or three of the people named here."), field="officers")


def _demand_officers(*people: Person) -> None:
    """Chosen once is not enough: both can be officers today. Raises `MatchRefused`."""
    if set(people) - set(possible_match_officers()):
        raise MatchRefused(_("You are not an officer of the match together with this person."))


def _share(vault: UnlockedVault, partner: Person) -> MatchShare:
    """The half that this officer holds for the pair, under the key that they use now."""
    rows = MatchShare.objects.filter(officer=vault.person, partner=partner, key__ended_at=None)
    share = rows.select_related("key", "officer_entry").first()
    if share is None or bytes(share.officer_entry.public) != vault.pair.public:
        raise MatchRefused(_("You are not an officer of the match together with this person."))
    return share


def _half(box: bytes | memoryview, terms: grants.Terms, pair: KeyPair) -> bytes:
    try:
        return grants.open_grant(box, terms, pair=pair, secret=pepper())
    except Unreadable as error:
        raise Tampered from error


def _terms(key: MatchKey, holder: Person, partner: Person, *, lent: bool = False) -> grants.Terms:
    """What a half says inside: for whom, of which key and pair, and whether it was lent by the partner."""
    parts = (key.uid.bytes, partner.uid.bytes, b"lent" if lent else b"")
    return grants.Terms(grants.SHARE, holder.uid, UUID(bytes=derived(b"", "match", *parts)[:16]), 0)


def _entry_terms(case: Case) -> grants.Terms:
    return grants.Terms(grants.ITEM, case.pk, case.pk, 0)


def _entry_place(case: Case) -> Place:
    return Place("wikilearn/match", case.pk)
