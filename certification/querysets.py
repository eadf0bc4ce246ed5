"""Selections of requirements, facts, periods and reminders."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from certification.enums import Path
from certification.periods import FactRow
from wikilearn.core.dates import utc_day

if TYPE_CHECKING:
    from certification.models import Fact, Period, Reminder, Requirement  # noqa: F401 - named in the base classes

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
