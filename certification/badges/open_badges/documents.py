"""Typed credentials and status lists, and the JSON that they become.

Build documents here and nowhere else: a misspelt term cannot happen, and every node that the schema lets have an `id`
has one. Source: Open Badges 3.0, appendix B (data models), Verifiable Credentials Data Model 2.0.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from certification.badges.open_badges.dates import moment
from certification.badges.open_badges.pinned import CREDENTIALS_V2, OPEN_BADGES_3

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES_3]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by its address."""

    id: str
    caption: str = ""

    def as_json(self) -> dict[str, Any]:
        return _present(id=self.id, type="Image", caption=self.caption)


@dataclass(frozen=True, slots=True)
class Profile:
    """The issuer as the credential names it."""

    id: str
    name: str
    url: str
    image: Image | None = None

    def as_json(self) -> dict[str, Any]:
        image = self.image.as_json() if self.image else None
        return _present(id=self.id, type=["Profile"], name=self.name, url=self.url, image=image)


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the achievement corresponds to elsewhere: a Wikidata item, an ESCO skill."""

    id: str
    target_name: str
    target_url: str
    target_framework: str = ""
    target_code: str = ""

    def as_json(self) -> dict[str, Any]:
        return _present(
            id=self.id,
            type=["Alignment"],
            targetName=self.target_name,
            targetUrl=self.target_url,
            targetFramework=self.target_framework,
            targetCode=self.target_code,
        )


@dataclass(frozen=True, slots=True)
class Level:
    """A level that can be reached, one of the rubric of a result description."""

    id: str
    name: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": ["RubricCriterionLevel"], "name": self.name, "level": self.name}


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What is measured: the levels, lowest first."""

    id: str
    name: str
    levels: tuple[Level, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": ["ResultDescription"],
            "name": self.name,
            "resultType": "RubricCriterionLevel",
            "rubricCriterionLevel": [level.as_json() for level in self.levels],
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What this person reached: a level of a result description."""

    id: str
    description: str
    level: str
    value: str

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": ["Result"],
            "resultDescription": self.description,
            "achievedLevel": self.level,
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved, in the words of one language; `criteria` has the address of a page and its text.

    `kind` is one of the achievement types of Open Badges: Certification, Course, LearningProgram.
    """

    id: str
    name: str
    description: str
    criteria_url: str
    criteria: str
    version: str
    language: str
    image: Image | None = None
    alignments: tuple[Alignment, ...] = ()
    results: tuple[ResultDescription, ...] = ()
    kind: str = "Certification"

    def as_json(self) -> dict[str, Any]:
        return _present(
            id=self.id,
            type=["Achievement"],
            achievementType=self.kind,
            name=self.name,
            description=self.description,
            criteria={"id": self.criteria_url, "type": "Criteria", "narrative": self.criteria},
            version=self.version,
            inLanguage=self.language,
            image=self.image.as_json() if self.image else None,
            alignment=[alignment.as_json() for alignment in self.alignments],
            resultDescription=[description.as_json() for description in self.results],
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """How the holder is named beside the meaningless `id`: a username, or a hashed and salted e-mail address."""

    type: str
    value: str
    salt: str = ""

    def as_json(self) -> dict[str, Any]:
        said = _present(type="IdentityObject", identityHash=self.value, identityType=self.type, salt=self.salt)
        return {**said, "hashed": bool(self.salt)}


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where to look whether the credential was revoked."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def as_json(self) -> dict[str, Any]:
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one can see what was done, as far as it is public."""

    id: str
    name: str
    narrative: str = ""
    genre: str = ""

    def as_json(self) -> dict[str, Any]:
        return _present(id=self.id, type=["Evidence"], name=self.name, narrative=self.narrative, genre=self.genre)


@dataclass(frozen=True, slots=True)
class AchievementCredential:
    """The whole statement, before it is signed. `awarded` is the first award and stays over renewals."""

    id: str
    issuer: Profile
    subject_id: str
    achievement: Achievement
    status: StatusEntry
    awarded: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    identity: Identity | None = None
    results: tuple[Result, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return _present(
            **{"@context": CONTEXTS},
            id=self.id,
            type=["VerifiableCredential", "AchievementCredential"],
            name=self.achievement.name,
            issuer=self.issuer.as_json(),
            awardedDate=moment(self.awarded),
            validFrom=moment(self.valid_from),
            validUntil=moment(self.valid_until) if self.valid_until else None,
            credentialSubject=_present(
                id=self.subject_id,
                type=["AchievementSubject"],
                identifier=[self.identity.as_json()] if self.identity else [],
                achievement=self.achievement.as_json(),
                result=[result.as_json() for result in self.results],
            ),
            evidence=[evidence.as_json() for evidence in self.evidence],
            credentialStatus=self.status.as_json(),
        )


@dataclass(frozen=True, slots=True)
class StatusListCredential:
    """A status list as a credential of its own, to be signed again before it ends."""

    id: str
    issuer: str
    encoded: str
    valid_from: datetime
    valid_until: datetime
    purpose: str = "revocation"

    def as_json(self) -> dict[str, Any]:
        return {
            "@context": [CREDENTIALS_V2],
            "id": self.id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": moment(self.valid_from),
            "validUntil": moment(self.valid_until),
            "credentialSubject": {
                "id": f"{self.id}#list",
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose,
                "encodedList": self.encoded,
            },
        }


def text(document: dict[str, Any]) -> str:
    """The one spelling of a document in every carrier: compact JSON, ASCII only, nothing that XML would read."""
    compact = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    return compact.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _present(**said: Any) -> dict[str, Any]:
    cleaned = {key: _without_controls(value) for key, value in said.items()}
    return {key: value for key, value in cleaned.items() if value not in (None, "", [])}


def _without_controls(value: Any) -> Any:
    """Control characters say nothing, and canonical forms write them in more than one way: they are left out."""
    return _CONTROLS.sub("", value) if isinstance(value, str) else value
