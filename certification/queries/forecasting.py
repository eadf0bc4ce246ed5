"""How many holders lapse in which month if nobody does anything, and where too few would be left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.models import Outlook
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.dates import add_months
from wikilearn.movement.models import Right

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


@dataclass(frozen=True, slots=True)
class Shortage:
    """A wiki that has too few certified holders of a right now (`month` None), or would have from that month on."""

    wiki: str
    right: str
    right_name: str
    minimum: int
    holders: int
    certified: int
    month: date | None


def forecast(day: date, *, right: str = "", wiki: str = "") -> Forecast:
    """What happens in the next 24 months to the holders of a right, on a wiki, or to all; one query."""
    months = [add_months(day.replace(day=1), number) for number in range(MONTHS)]
    rows = Outlook.objects.of_right(right).on_wiki(wiki).by_month().values_list("month", "lacking", "holders")
    lapsing: dict[date, int] = defaultdict(int)
    without = later = free = 0
    for month, lacking, holders in rows:
        if lacking:
            without += holders
        elif month is None:
            free += holders
        elif month > months[-1]:
            later += holders
        else:
            lapsing[max(month, months[0])] += holders
    return Forecast([(month, lapsing[month]) for month in months], without, later, free)


def shortages(day: date, *, right: str = "", wiki: str = "") -> list[Shortage]:
    """Wikis that have, or would have within 24 months, holders of a right but too few certified ones; two queries."""
    watched = {each.key: each for each in Right.objects.filter(minimum_holders__isnull=False)}
    last = add_months(day.replace(day=1), MONTHS - 1)
    rows = (
        Outlook.objects.of_right(right)
        .on_wiki(wiki)
        .filter(holding__right__key__in=watched, holding__wiki__isnull=False)
        .by_month("holding__wiki__dbname", "holding__right__key")
        .values_list("holding__wiki__dbname", "holding__right__key", "month", "lacking", "holders")
    )
    places: dict[tuple[str, str], list[tuple[date | None, bool, int]]] = defaultdict(list)
    for dbname, key, month, lacking, holders in rows:
        places[dbname, key].append((month, lacking, holders))
    found = []
    for (dbname, key), counted in sorted(places.items()):
        held = watched[key]
        minimum = held.minimum_holders or 0
        holders = sum(number for _month, _lacking, number in counted)
        certified = holders - sum(number for _month, lacking, number in counted if lacking)
        month = _falls_below(minimum, certified, counted)
        if certified < minimum or (month is not None and month <= last):
            found.append(
                Shortage(dbname, key, held.name, minimum, holders, certified, None if certified < minimum else month)
            )
    return found


def _falls_below(minimum: int, certified: int, counted: list[tuple[date | None, bool, int]]) -> date | None:
    left = certified
    for month, lacking, number in sorted(counted, key=lambda row: row[0] or date.max):
        if month is None or lacking:
            continue
        left -= number
        if left < minimum:
            return month
    return None
