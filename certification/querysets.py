"""Selections of requirements, facts, periods and reminders."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from certification.enums import Path
from certification.periods import FactRow
from certification.standing import RequirementRow
from wikilearn.core.dates import utc_day

if TYPE_CHECKING:
    from certification.models import Fact, Period, Reminder, Requirement  # noqa: F401 - named in the base classes


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Requirements, all versions."""

    def in_force(self, day: date) -> Self:
        """Versions that count on the day."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gt=day), in_force_from__lte=day)

    def current(self, day: date) -> Self:
        """Versions that count on the day or will."""
        still = Q(in_force_until=None) | Q(in_force_until__gt=day) & Q(in_force_until__gt=models.F("in_force_from"))
        return self.filter(still)

    def rows(self) -> list[RequirementRow]:
        """What the pure functions need, in one query."""
        names = ("right__key", "topic__key", "in_force_from", "transition_ends", "in_force_until", "path")
        return [RequirementRow(*row) for row in self.order_by().values_list(*names, "window_days", "course__slug")]


class FactQuerySet(models.QuerySet["Fact"]):
    """Facts."""

    def rows_by_person(self) -> dict[int, list[FactRow]]:
        """What the pure functions need, by the person's primary key, in one query."""
        found: dict[int, list[FactRow]] = {}
        columns = ("person_id", "id", "kind", "topic__key", "at", "source_key", "valid_from", "valid_until")
        terms = ("validity_months", "window_days", "starts_now", "path", "corrects_id", "recorded_at")
        for fact in self.order_by().values_list(*columns, *terms).iterator(chunk_size=5_000):
            person, pk, kind, topic, at, source, since, until, months, window, now, path, corrects, recorded = fact
            key, refresher = f"{at.isoformat()} {source}", path == Path.REFRESHER
            row = FactRow(
                pk, kind, topic, utc_day(at), key, since, until, months, window, now, refresher, corrects, recorded
            )
            found.setdefault(person, []).append(row)
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
