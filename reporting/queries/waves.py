"""Reports that came in with a flood, as one line for each wave, and which of them is to be read next."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from reporting.models import Case
from reporting.querysets.cases import CaseQuerySet


@dataclass(frozen=True, slots=True)
class Wave:
    """What of one wave waits for the person: how many reports, in how many groups of reports that look alike."""

    began: datetime
    reports: int
    groups: int
    due: datetime

    @property
    def key(self) -> str:
        """How an address names it."""
        return str(int(self.began.timestamp()))

    def late(self, now: datetime) -> bool:
        """Whether the first of them is overdue."""
        return self.due <= now


def waves_of(readable: CaseQuerySet) -> list[Wave]:
    """The waves in which cases wait that the person may read, what is due first on top; one query."""
    rows = readable.in_waves().order_by().values_list("wave").annotate(
        reports=Count("pk"), groups=Count("cluster", distinct=True), due=Min("acknowledge_by")
    )  # fmt: skip
    found = [Wave(began, reports, max(1, groups), due) for began, reports, groups, due in rows if began is not None]
    return sorted(found, key=lambda wave: wave.due)


def next_of(waiting: CaseQuerySet) -> Case | None:
    """The report that is most unlike the others: of the smallest group, and of that the one that is due first.

    A campaign is a large group. Who writes in need while it runs is alone, and must not stand behind it.
    """
    groups = waiting.order_by().values("cluster").annotate(size=Count("pk"), due=Min("acknowledge_by"))
    smallest = groups.order_by("size", "due", "cluster").first()
    if smallest is None:
        return None
    return waiting.filter(cluster=smallest["cluster"]).order_by("acknowledge_by", "created_at", "pk").first()
