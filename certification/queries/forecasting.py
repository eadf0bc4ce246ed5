"""How many holders lapse in which month if nobody does anything, and where too few would be left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.models import PlaceOutlook
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.dates import add_months

MONTHS = 24


@dataclass(frozen=True, slots=True)
class Forecast:
    """`months`: the first day of each month and how many holders lapse in it. `without` lack it already; `later` lapse
    after the last of the months; `free` need nothing. All five kinds together are the `holders`.
    """

    months: list[tuple[date, int]]
    without: int
    later: int
    free: int

    @property
    def holders(self) -> int:
        """How many holdings this is about."""
        return sum(count for _month, count in self.months) + self.without + self.later + self.free

    def chart(self, title: str) -> Chart:
        """The months as columns, with their table."""
        return Chart(
            key="forecast",
            title=title,
            row_name=_("Month"),
            labels=[Label(date_format(month, "M Y")) for month, _count in self.months],
            series=[Series(_("Holders who lapse"), [count for _month, count in self.months])],
            over_time=True,
        )


def forecast(day: date, *, right: str = "", wiki: str = "") -> Forecast:
    """What happens in the next 24 months to the holders of a right, on a wiki, or to all; one query."""
    months = _months(day)
    lapsing: dict[date, int] = defaultdict(int)
    without = later = free = 0
    for place in PlaceOutlook.objects.about(right, wiki):
        without += place.holders - place.certified
        free += place.free
        for name, holders in place.months.items():
            month = date.fromisoformat(name)
            if month > months[-1]:
                later += holders
            else:
                lapsing[max(month, months[0])] += holders
    return Forecast([(month, lapsing[month]) for month in months], without, later, free)


def shortages(day: date, *, right: str = "", wiki: str = "") -> QuerySet[PlaceOutlook]:
    """Wikis that have, or would have within 24 months, holders of a right but too few certified ones."""
    return PlaceOutlook.objects.short(right, wiki, _months(day)[-1])


def _months(day: date) -> list[date]:
    return [add_months(day.replace(day=1), number) for number in range(MONTHS)]
