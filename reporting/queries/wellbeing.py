"""How much somebody has read lately, for their own eyes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from reporting.models import Exposure
from wikilearn.core.dates import today
from wikilearn.people.models import Person

WEEK, FOUR_WEEKS = 7, 28
MUCH_IN_A_WEEK, MUCH_IN_FOUR_WEEKS = 60, 160
"""So many texts and files of others are much for one person: the pages say so and offer to put cases down."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Texts and files opened in the last 7 and 28 days (today among them), and the days on which there were any."""

    week: int
    four_weeks: int
    days: tuple[tuple[date, int], ...]

    @property
    def much(self) -> bool:
        """More than is good for one person."""
        return is_much(self.week, self.four_weeks)


def is_much(week: int, four_weeks: int) -> bool:
    """Whether that is more than is good for one person."""
    return week >= MUCH_IN_A_WEEK or four_weeks >= MUCH_IN_FOUR_WEEKS


def reading_of(person: Person, day: date | None = None) -> Reading:
    """What the person opened in the last four weeks; one query."""
    day = day or today()
    rows = Exposure.objects.filter(person=person, day__gt=day - timedelta(days=FOUR_WEEKS), day__lte=day)
    days = tuple(rows.order_by("-day").values_list("day", "opened"))
    since = day - timedelta(days=WEEK)
    return Reading(sum(n for on, n in days if on > since), sum(n for _on, n in days), days)


def opened_within(person: Person, days: int, day: date | None = None) -> QuerySet[Exposure, int]:
    """The sum of the last so many days, to stand inside another query."""
    day = day or today()
    rows = Exposure.objects.filter(person=person, day__gt=day - timedelta(days=days), day__lte=day)
    return rows.order_by().values("person").annotate(total=Sum("opened")).values("total")  # type: ignore[return-value]
