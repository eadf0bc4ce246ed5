"""Confirmed hours: of a sharer with a skill, with the verified skills of a topic, and of people of an organisation.

Hours of clinics are hours of their host, each once however many came: those that the host recorded, from the moment at
which somebody who was there confirmed it.
"""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncQuarter

from courses.models import Topic
from skills_exchange.enums import ClaimKind
from skills_exchange.models import Clinic, CountedFor, Exchange, Party, PartyBlock, Skill, SkillClaim, Thanks
from wikilearn.core.dates import today
from wikilearn.core.disclosure import FEWEST
from wikilearn.movement.models import Membership, Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person


def minutes_shared(party: Party, skill: Skill) -> int:
    """Confirmed minutes of a sharer with a skill, and with those that were merged into it: exchanges and clinics."""
    same = Q(match__skill=skill) | Q(match__skill__merged_into=skill)
    hosted = Clinic.objects.filter(Q(skill=skill) | Q(skill__merged_into=skill), host=party)
    return _sum(Exchange.objects.filter(same, match__sharer=party)) + _sum(hosted)


def minutes_taught(party: Party, topic: Topic, since: datetime, until: datetime | None = None) -> int:
    """Confirmed minutes of a sharer with skills of a topic that they hold verified, in that time.

    Exchanges and clinics of skills that were merged into these count as well.
    """
    verified = SkillClaim.objects.live(today()).filter(
        party=party, kind__in=[ClaimKind.OFFERED, ClaimKind.KNOWN], verified=True, skill__topics=topic
    )
    held = verified.values("skill")
    same = Q(match__skill__in=held) | Q(match__skill__merged_into__in=held)
    then = Q(confirmed_at__gte=since) if until is None else Q(confirmed_at__gte=since, confirmed_at__lt=until)
    hosted = Clinic.objects.filter(then, Q(skill__in=held) | Q(skill__merged_into__in=held), host=party)
    return _sum(Exchange.objects.filter(then, same, match__sharer=party)) + _sum(hosted)


class Quarter(NamedTuple):
    """What people who chose to be counted for an organisation shared in a quarter; None: too few people to say."""

    start: datetime
    people: int | None
    hours: float | None


def hours_by_quarter(organisation: Organisation, quarters: int = 8) -> list[Quarter]:
    """The latest quarters in which anybody shared, newest first. Quarters with few people say nothing."""
    counted = _counted(organisation).values("party")
    one_to_one = _by_quarter(Exchange.objects.filter(match__sharer__in=counted), "match__sharer")
    in_groups = _by_quarter(Clinic.objects.filter(host__in=counted), "host")
    spent: dict[datetime, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for quarter, party, minutes in one_to_one.union(in_groups, all=True):
        spent[quarter][party] += minutes
    return [_told(quarter, spent[quarter]) for quarter in sorted(spent, reverse=True)[:quarters]]


def _by_quarter(rows: QuerySet[Any], who: str) -> QuerySet[Any, Any]:
    """(quarter, sharer, minutes)."""
    confirmed = rows.filter(confirmed_at__isnull=False).order_by().annotate(quarter=TruncQuarter("confirmed_at"))
    return confirmed.values("quarter", who).annotate(spent=Sum("minutes")).values_list("quarter", who, "spent")


def _told(quarter: datetime, minutes: dict[int, int]) -> Quarter:
    if len(minutes) < FEWEST:
        return Quarter(quarter, None, None)
    return Quarter(quarter, len(minutes), round(sum(minutes.values()) / 60, 1))


def _counted(organisation: Organisation) -> QuerySet[CountedFor]:
    """Who chose to be counted and still belongs to the organisation."""
    belongs = Membership.objects.live().filter(organisation=organisation, person=OuterRef("party__person"))
    return CountedFor.objects.filter(Exists(belongs), organisation=organisation)


def thanks_shown(party: Party, reader: "Person | AnonymousUser | None" = None) -> QuerySet[Thanks]:
    """Thanks that stand on a profile: both sides want it, and the learner is still there.

    A reader sees none of learners who keep them away, or whom they keep away.
    """
    rows = Thanks.objects.filter(match__sharer=party, learner_shows=True, sharer_shows=True)
    there = Q(match__learner__person__is_active=True) | Q(match__learner__organisation__active=True)
    if reader is not None and reader.is_authenticated:
        learner = OuterRef("match__learner")
        away = PartyBlock.objects.filter(Q(by=learner, blocked__person=reader) | Q(blocked=learner, by__person=reader))
        rows = rows.filter(~Exists(away))
    return rows.filter(there).select_related("match__skill", "match__learner__person", "match__learner__organisation")


def _sum(rows: QuerySet[Any]) -> int:
    total: dict[str, Any] = rows.filter(confirmed_at__isnull=False).aggregate(all=Sum("minutes"))
    return total["all"] or 0
