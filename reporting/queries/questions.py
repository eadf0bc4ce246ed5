"""From what somebody typed to the question that the jurisdiction table answers. Nothing here is told to anybody."""

import re

from django.db.models import Q, Value
from django.utils import timezone

from reporting.intake.accounts import Named, read_accounts
from reporting.intake.links import place_of
from reporting.intake.report import Report
from reporting.intake.texts import lines_of
from ucoc.enums import AccusedRole, BodyKind, Conduct, Place, Severity
from ucoc.jurisdiction import Question
from ucoc.models import BodyMember
from wikilearn.movement.models import Holding, Wiki

AT_ONCE = frozenset({Conduct.PHYSICAL_THREAT, Conduct.SELF_HARM, Conduct.CHILD_SAFETY})
GRAVE = AT_ONCE | {Conduct.LEGAL_THREAT, Conduct.PERSONAL_DATA, Conduct.SEXUAL_HARASSMENT}
ROLES_BY_RIGHT = {
    "steward": AccusedRole.STEWARD,
    "checkuser": AccusedRole.FUNCTIONARY,
    "suppress": AccusedRole.FUNCTIONARY,
    "arbcom": AccusedRole.FUNCTIONARY,
    "sysop": AccusedRole.ADMINISTRATOR,
    "bureaucrat": AccusedRole.ADMINISTRATOR,
    "u4c": AccusedRole.U4C_MEMBER,
}
ROLES_BY_BODY = {
    BodyKind.U4C: AccusedRole.U4C_MEMBER,
    BodyKind.TRUST_AND_SAFETY: AccusedRole.STAFF,
    BodyKind.LEGAL: AccusedRole.STAFF,
    BodyKind.STEWARDS: AccusedRole.STEWARD,
    BodyKind.ARBITRATION_COMMITTEE: AccusedRole.FUNCTIONARY,
    BodyKind.OVERSIGHTERS: AccusedRole.FUNCTIONARY,
    BodyKind.EVENT_TEAM: AccusedRole.EVENT_ORGANISER,
}
_HOST = re.compile(r"^(?:https?://)?([a-z0-9.-]+\.[a-z]{2,})(?:[/:].*)?$", re.IGNORECASE)


def question_of(report: Report) -> Question:
    """What to ask the table. How grave it is we say, not the sender; that somebody is in danger we believe."""
    named = wiki_named(report.wiki)
    wikis = {named} | {wiki_named(line) for line in lines_of(report.where) if place_of(line).address}
    wikis.discard(None)
    return Question(
        conduct=report.conduct,
        severity=severity_of(report),
        place=report.place,
        wiki=named or (next(iter(wikis)) if len(wikis) == 1 else None),
        several_wikis=report.place == Place.SEVERAL_WIKIS or len(wikis) > 1,
        accused_roles=roles_of(report),
    )


def severity_of(report: Report) -> Severity:
    """Emergency if somebody is in danger now; else by the kind of behaviour."""
    if report.danger:
        return Severity.EMERGENCY
    if report.conduct in GRAVE:
        return Severity.HIGH
    return Severity.LOW if report.conduct == Conduct.CONTENT_ABUSE else Severity.NORMAL


def roles_of(report: Report) -> frozenset[str]:
    """Which roles the accounts that were named hold today."""
    names = [account.name for account in read_accounts(report.who) if account.kind == Named.ACCOUNT]
    if not names:
        return frozenset()
    now = timezone.now()
    live = Q(since__lte=now) & (Q(until=None) | Q(until__gt=now))
    rights = Holding.objects.filter(live, username__in=names).values_list(Value("right"), "right__key").order_by()
    bodies = BodyMember.objects.filter(live, person__username__in=names).values_list(Value("body"), "body__kind")
    found = {
        ROLES_BY_RIGHT.get(key) if source == "right" else ROLES_BY_BODY.get(BodyKind(key))
        for source, key in rights.union(bodies.order_by())
    }
    return frozenset(role.value for role in found if role is not None)


def wiki_named(text: str) -> str | None:
    """Database name of the wiki that somebody means: by that name, by its host, or by an address on it."""
    text = text.strip().lower()
    host = _HOST.match(text)
    if host:
        name = host[1].removeprefix("www.").replace(".m.", ".")
        wikis = Wiki.objects.filter(url__in=[f"https://{name}", f"https://www.{name}"])
    else:
        wikis = Wiki.objects.filter(dbname=text)
    return wikis.values_list("dbname", flat=True).first()
