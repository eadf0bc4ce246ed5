"""Counting the outlooks of each right's holders by wiki: what the forecast and the list of shortages read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from certification.models import Outlook, PlaceOutlook
from certification.querysets import OutlookQuerySet
from wikilearn.movement.models import Right

LOCK = "certification.counting"
_COUNTED = ["holders", "certified", "free", "months", "below_on"]

Place = tuple[int, int | None, bool]
"""A right, a wiki (none: of a global right), and whether this is the sum of everywhere."""


@dataclass(slots=True)
class Count:
    """The holders of a right in a place: who lapses in which month, who lacks it already, who needs nothing."""

    months: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    lacking: int = 0
    free: int = 0

    def add(self, month: date | None, lacking: bool, holders: int) -> None:
        """Some more, who are all alike."""
        if lacking:
            self.lacking += holders
        elif month is None:
            self.free += holders
        else:
            self.months[month] += holders

    @property
    def certified(self) -> int:
        """Who lacks nothing today."""
        return sum(self.months.values()) + self.free

    def below_on(self, minimum: int | None) -> date | None:
        """The month from which fewer than the minimum are left; None if never, or if it is so already."""
        left = self.certified
        if minimum is None or left < minimum:
            return None
        for month in sorted(self.months):
            left -= self.months[month]
            if left < minimum:
                return month
        return None


@transaction.atomic
def count_places(rights: Iterable[int] | None = None) -> int:
    """Count again, for these rights or all; gives how many places changed. One at a time, and twice changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    outlooks, there = Outlook.objects.all(), PlaceOutlook.objects.all()
    if rights is not None:
        outlooks, there = outlooks.filter(holding__right__in=rights), there.filter(right__in=rights)
    known = {(row.right_id, row.wiki_id, row.everywhere): row for row in there}
    minimum = dict(Right.objects.values_list("pk", "minimum_holders"))
    wanted = {place: _row(place, count, minimum[place[0]]) for place, count in _counts(outlooks).items()}
    gone = [row.pk for place, row in known.items() if place not in wanted]
    changed = [row for place, row in wanted.items() if place not in known or _differs(row, known[place])]
    PlaceOutlook.objects.filter(pk__in=gone).delete()
    PlaceOutlook.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["right", "wiki", "everywhere"], update_fields=_COUNTED
    )
    return len(gone) + len(changed)


def _counts(outlooks: OutlookQuerySet) -> dict[Place, Count]:
    counts: dict[Place, Count] = defaultdict(Count)
    columns = ("holding__right", "holding__wiki", "month", "lacking", "holders")
    for right, wiki, month, lacking, holders in outlooks.by_month().values_list(*columns):
        for place in ((right, wiki, False), (right, None, True)):
            counts[place].add(month, lacking, holders)
    return counts


def _row(place: Place, count: Count, minimum: int | None) -> PlaceOutlook:
    right, wiki, everywhere = place
    return PlaceOutlook(
        right_id=right,
        wiki_id=wiki,
        everywhere=everywhere,
        holders=count.certified + count.lacking,
        certified=count.certified,
        free=count.free,
        months={month.isoformat(): number for month, number in sorted(count.months.items())},
        below_on=count.below_on(minimum) if wiki else None,
    )


def _differs(one: PlaceOutlook, other: PlaceOutlook) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _COUNTED)
