"""Selections of requirements, facts, periods and reminders."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from certification.enums import WITHOUT, AppealState, ClaimState, Path, ProposalState, RunState
from certification.periods import FactRow
from wikilearn.core.dates import utc_day

if TYPE_CHECKING:
    from certification.models import (  # noqa: F401 - named in the base classes
        Appeal,
        Candidacy,
        Claim,
        DeltaRequest,
        EvidenceRule,
        Fact,
        HistoryImport,
        Outlook,
        Period,
        PlaceOutlook,
        Proposal,
        Reminder,
        Requirement,
        WaitingRecord,
    )
    from wikilearn.people.models import Person

FACT_COLUMNS = (
    "id",
    "kind",
    "topic__key",
    "at",
    "source_key",
    "valid_from",
    "valid_until",
    "validity_months",
    "window_days",
    "starts_now",
    "path",
    "corrects_id",
    "recorded_at",
)


def fact_row(columns: Sequence[Any]) -> FactRow:
    """What the pure functions need of a fact, from the values of `FACT_COLUMNS`."""
    pk, kind, topic, at, source, since, until, months, window, now, path, corrects, recorded = columns
    refresher = path == Path.REFRESHER
    return FactRow(
        pk, kind, topic, utc_day(at), source, since, until, months, window, now, refresher, corrects, recorded, at
    )


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    """Candidacies."""

    def listed(self, day: date) -> Self:
        """Those that stand on the day, of people who have an account."""
        return self.filter(withdrawn_at=None, until__gte=day, person__is_active=True, person__erased_at=None)

    def visible_to(self, person: "Person") -> Self:
        """Those among which the person has a part in selecting; stewards of the site see all.

        Who holds a right that selects (`Right.selectors`) sees the candidates of the same wiki, or of all wikis if
        that right is global. Two-factor authentication is needed, as for every role that sees others' details.
        """
        from certification.rules import selects_everywhere
        from wikilearn.movement.models import Holding

        if selects_everywhere(person):
            return self
        if not person.has_two_factor:
            return self.none()
        same_place = Q(wiki=None) | Q(wiki=OuterRef("wiki"))
        selecting = Holding.objects.of(person).held_at().filter(same_place, right__selects=OuterRef("right"))
        return self.filter(Exists(selecting))


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Requirements, all versions."""

    def in_force(self, day: date) -> Self:
        """Versions that count on the day."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gt=day), in_force_from__lte=day)

    def current(self, day: date) -> Self:
        """Versions that count on the day or will."""
        still = Q(in_force_until=None) | Q(in_force_until__gt=day) & Q(in_force_until__gt=models.F("in_force_from"))
        return self.filter(still)


class FactQuerySet(models.QuerySet["Fact"]):
    """Facts."""

    def rows_by_person(self) -> dict[int, list[FactRow]]:
        """What the pure functions need, by the person's primary key, in one query."""
        found: dict[int, list[FactRow]] = {}
        for person, *fact in self.order_by().values_list("person_id", *FACT_COLUMNS).iterator(chunk_size=5_000):
            found.setdefault(person, []).append(fact_row(fact))
        return found

    def of_people(self, people: Iterable[int]) -> Self:
        """Those of people named by primary key."""
        return self.filter(person__in=list(people))


class PeriodQuerySet(models.QuerySet["Period"]):
    """Periods."""

    def standing(self) -> Self:
        """Those that no later fact took away."""
        return self.filter(stands=True)

    def covering(self, day: date) -> Self:
        """Those that count on the day."""
        return self.standing().filter(valid_from__lte=day, valid_until__gte=day)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders."""

    def waiting(self) -> Self:
        """Found due and neither sent nor dropped."""
        return self.filter(sent_at=None, dropped_at=None)


class DeltaRequestQuerySet(models.QuerySet["DeltaRequest"]):
    """Requests to take an update."""

    def open(self) -> Self:
        """Those that still ask."""
        return self.filter(ended_at=None)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def open(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(state=ProposalState.OPEN, expires_at__gt=timezone.now())

    def overdue(self) -> Self:
        """Those whose time is over."""
        return self.filter(state=ProposalState.OPEN, expires_at__lte=timezone.now())


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=AppealState.OPEN)


class EvidenceRuleQuerySet(models.QuerySet["EvidenceRule"]):
    """Rules for evidence."""

    def in_force(self, day: date) -> Self:
        """Rules that count what happened on the day."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gt=day), in_force_from__lte=day)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims."""

    def open(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(state=ClaimState.SUBMITTED)


class WaitingRecordQuerySet(models.QuerySet["WaitingRecord"]):
    """Earlier records that wait for an account."""

    def waiting(self) -> Self:
        """Those that have not become a fact."""
        return self.filter(fact=None)


class HistoryImportQuerySet(models.QuerySet["HistoryImport"]):
    """Imports of earlier records."""

    def at_work(self) -> Self:
        """Those that a worker has to do something about."""
        return self.filter(state__in=[RunState.QUEUED, RunState.APPROVED, RunState.RUNNING])


class OutlookQuerySet(models.QuerySet["Outlook"]):
    """How holders stand."""

    def of_right(self, right: str) -> Self:
        """Holders of the right of that key; of any, if it is empty."""
        return self.filter(holding__right__key=right) if right else self

    def on_wiki(self, wiki: str) -> Self:
        """Holders on the wiki of that database name (`*`: of global rights); anywhere, if it is empty."""
        if wiki == "*":
            return self.filter(holding__wiki=None)
        return self.filter(holding__wiki__dbname=wiki) if wiki else self

    def by_state(self) -> "models.QuerySet[Any, tuple[str, int]]":
        """Each state that somebody is in, and how many are."""
        return self.order_by().values("state").annotate(holders=models.Count("pk")).values_list("state", "holders")

    def by_month(self) -> "models.QuerySet[Any, Any]":
        """How many `holders` of each right on each wiki lapse in each `month`, or are `lacking` already."""
        lacking = models.ExpressionWrapper(Q(state__in=WITHOUT), output_field=models.BooleanField())
        parted = self.order_by().annotate(month=TruncMonth("lapses_on"), lacking=lacking)
        return parted.values("holding__right", "holding__wiki", "month", "lacking").annotate(holders=models.Count("pk"))


class PlaceOutlookQuerySet(models.QuerySet["PlaceOutlook"]):
    """How the holders of rights stand on wikis."""

    def about(self, right: str, wiki: str) -> Self:
        """The fewest rows that say it of the right of that key (any if empty), on that wiki (`*`: of global rights)."""
        rows = self.filter(right__key=right) if right else self
        if wiki == "*":
            return rows.filter(everywhere=False, wiki=None)
        return rows.filter(wiki__dbname=wiki) if wiki else rows.filter(everywhere=True)

    def short(self, right: str, wiki: str, last: date) -> Self:
        """Wikis that have too few certified holders of a right, or would have by then."""
        rows = self.filter(right__key=right) if right else self
        rows = rows.filter(wiki__dbname=wiki) if wiki else rows.filter(wiki__isnull=False)
        too_few = Q(certified__lt=models.F("right__minimum_holders")) | Q(below_on__lte=last)
        return rows.filter(too_few).select_related("right", "wiki").order_by("wiki__dbname", "right__key")
