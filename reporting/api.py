"""The intake of reports that people write on a wiki, in the words of MediaWiki's extension ReportIncident.

A token speaks for one wiki; the wiki of a report is that of the token, whatever the request says. What the wiki tells
about who reports goes into the identity box and nowhere else. See `docs/reporting-intake.md`.
"""

import hashlib
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema, Status
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle
from pydantic import field_validator, model_validator

from certification.api import PROBLEMS, Problem
from reporting.actions.sending import send_report
from reporting.actions.wiki_tokens import live_wiki_token
from reporting.intake import flood, texts
from reporting.intake.report import Report
from reporting.intake.tickets import Ticket
from reporting.models import WikiToken
from reporting.vault import receipts
from ucoc.enums import Conduct, Place
from wikilearn.core import languages
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

router = Router(tags=["Intake of reports"])


class IncidentType(StrEnum):
    """What the dialog of the extension asks first."""

    IMMEDIATE = "immediate-threat-physical-harm"
    BEHAVIOUR = "unacceptable-user-behavior"


class PhysicalHarmType(StrEnum):
    """Kinds of emergencies."""

    PHYSICAL = "threats-physical-harm"
    SELF = "threats-self-harm"
    PUBLIC = "threats-public-harm"


class BehaviorType(StrEnum):
    """Kinds of behaviour, with all values that the extension knows."""

    DOXING = "doxing"
    HATE = "hate-or-discrimination"
    INTIMIDATION = "intimidation"
    SEXUAL = "sexual-harassment"
    SPAM = "spam"
    TROLLING = "trolling"
    SOMETHING_ELSE = "something-else"
    SOCKPUPPETRY = "sockpuppetry"
    VANDALISM = "vandalism"
    DISPUTE = "userdispute"
    DISRUPTIVE = "disruptiveediting"
    OTHER = "other"


CONDUCT: dict[str, Conduct] = {
    PhysicalHarmType.PHYSICAL: Conduct.PHYSICAL_THREAT,
    PhysicalHarmType.SELF: Conduct.SELF_HARM,
    PhysicalHarmType.PUBLIC: Conduct.PHYSICAL_THREAT,
    BehaviorType.DOXING: Conduct.PERSONAL_DATA,
    BehaviorType.HATE: Conduct.HATE,
    BehaviorType.INTIMIDATION: Conduct.HARASSMENT,
    BehaviorType.SEXUAL: Conduct.SEXUAL_HARASSMENT,
    BehaviorType.TROLLING: Conduct.HARASSMENT,
    BehaviorType.SPAM: Conduct.CONTENT_ABUSE,
    BehaviorType.SOCKPUPPETRY: Conduct.CONTENT_ABUSE,
    BehaviorType.VANDALISM: Conduct.CONTENT_ABUSE,
    BehaviorType.DISRUPTIVE: Conduct.CONTENT_ABUSE,
    BehaviorType.DISPUTE: Conduct.OTHER,
    BehaviorType.SOMETHING_ELSE: Conduct.OTHER,
    BehaviorType.OTHER: Conduct.OTHER,
}


class WikiTokenAuth(HttpBearer):
    """`Authorization: Bearer wlw_…`: 401 for a token that is none, has ended, or whose wiki is closed."""

    def authenticate(self, request: HttpRequest, token: str) -> WikiToken | None:  # noqa: ARG002 - ninja’s signature
        """The live token of that secret, or None."""
        return live_wiki_token(token)


class WikiThrottle(SimpleRateThrottle):
    """So many reports per wiki."""

    scope = "reporting"

    def get_cache_key(self, request: HttpRequest) -> str:
        """Counts by the token's public reference."""
        return f"throttle_reporting_{request.auth.uid}"  # type: ignore[attr-defined]


class IncidentIn(Schema):
    """A report as the extension knows it. Other fields are not looked at."""

    incidentType: IncidentType  # noqa: N815 - the extension's spelling, as all of these
    physicalHarmType: PhysicalHarmType | None = None  # noqa: N815
    behaviorType: BehaviorType | None = None  # noqa: N815
    somethingElseDetails: str = Field("", max_length=texts.SHORT)  # noqa: N815
    details: str = Field("", max_length=texts.LONGEST)
    reportedUser: str = Field("", max_length=255)  # noqa: N815
    page: str = Field("", max_length=1000)
    revisionId: int = Field(0, ge=0, lt=2**63)  # noqa: N815
    threadId: str = Field("", max_length=500)  # noqa: N815
    reportingUser: str = Field("", max_length=255, description="Sealed in the identity box; nowhere else.")  # noqa: N815
    exclude: list[str] = Field(default_factory=list, max_length=50, description="Who must not see it.")
    mayForward: bool = Field(False, description="All of it may be passed on to another body.")  # noqa: N815
    language: str = Field("en", max_length=35)

    @field_validator("somethingElseDetails", "details", "reportedUser", "page", "threadId", "reportingUser")
    @classmethod
    def sound(cls, text: str) -> str:
        """Neither NUL nor half of a character."""
        if not texts.is_sound(text):
            raise ValueError("damaged text")
        return text

    @field_validator("exclude")
    @classmethod
    def sound_names(cls, names: list[str]) -> list[str]:
        """One line each."""
        if any(not texts.is_sound(name) or len(name) > 255 or len(name.splitlines()) > 1 for name in names):
            raise ValueError("damaged name")
        return names

    @model_validator(mode="after")
    def kind_follows_type(self) -> "IncidentIn":
        """An emergency has a kind of harm, everything else a kind of behaviour."""
        immediate = self.incidentType == IncidentType.IMMEDIATE
        if (self.physicalHarmType is not None) != immediate or (self.behaviorType is None) != immediate:
            raise ValueError("physicalHarmType belongs to immediate threats, behaviorType to everything else")
        return self


class ReceiptOut(Schema):
    """`receipt` thirty digits in groups of five: show it to the person, keep it nowhere."""

    receipt: str
    again: bool = Field(description="The same request had arrived before; this is the same case.")


class KeyIn(Schema):
    """`Idempotency-Key`: random, of your own, for each report: sending it twice makes one case."""

    idempotency_key: str = Field(alias="Idempotency-Key", min_length=16, max_length=200, pattern=r"^[\x21-\x7e]+$")


@router.post(
    "/intake/reports",
    response={201: ReceiptOut} | PROBLEMS | {(409, 503): Problem},
    auth=WikiTokenAuth(),
    throttle=[WikiThrottle("120/m")],
    summary="Send a report that somebody wrote on a wiki",
)
def report(request: HttpRequest, incident: IncidentIn, key: KeyIn = Header(...)) -> Any:  # noqa: B008 - ninja's way
    """Seal and route the report, and give the receipt for the person who wrote it."""
    token: WikiToken = request.auth  # type: ignore[attr-defined]
    tag = incident.language if incident.language in {each.tag for each in languages.INTERFACE} else "en"
    with translation.override(tag):
        sent = send_report(
            ticket=_ticket(token, key.idempotency_key), report=_report(incident, token), reporter=_known(incident)
        )
    if not sent.again:
        flood.note_sent(None)
    return Status(201, ReceiptOut(receipt=receipts.grouped(sent.receipt), again=sent.again))


def _ticket(token: WikiToken, key: str) -> Ticket:
    """A ticket whose number only the sender and this process know; the wiki itself answers for its people."""
    number = hashlib.sha256(b"intake" + bytes(token.digest) + key.encode()).digest()
    return Ticket(number, issued_at=0, bits=0, wait=0, token="")


def _report(incident: IncidentIn, token: WikiToken) -> Report:
    kind = incident.physicalHarmType or incident.behaviorType or BehaviorType.OTHER
    words = [text for text in (incident.somethingElseDetails, incident.details) if texts.says_something(text)]
    where = [
        incident.page,
        f"revision={incident.revisionId}" if incident.revisionId else "",
        f"thread={incident.threadId}" if incident.threadId else "",
    ]
    return Report(
        what="\n\n".join(words) or _("No words were added. Kind: %(kind)s") % {"kind": kind.value},
        danger=incident.incidentType == IncidentType.IMMEDIATE,
        who=incident.reportedUser,
        place=Place.ONE_WIKI,
        wiki=token.wiki.dbname,
        where="\n".join(line for line in where if line),
        exclude="\n".join(incident.exclude),
        teller="witness",
        conduct=CONDUCT[kind],
        name=incident.reportingUser,
        forward=incident.mayForward,
    )


def _known(incident: IncidentIn) -> Person | None:
    """The person here who reports, if they have an account here: they must not handle their own report."""
    name = normalise(incident.reportingUser)
    return Person.objects.filter(username=name).first() if name else None
