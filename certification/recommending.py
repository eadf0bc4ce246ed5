"""Recommendations follow the outlooks: opened when a holder lacks something for long, closed when not any more.

They tell people where to look. Nothing here takes a right away. Twice in a row changes nothing.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from certification.enums import WITHOUT, RecommendationOutcome
from certification.models import Outlook, Recommendation

GRACE = timedelta(days=14)
"""So long may a holder lack it before anybody is asked to look."""


@transaction.atomic
def follow(day: date) -> tuple[int, int]:
    """How many recommendations were opened and closed, in a handful of statements however many holders there are."""
    closed = _close(day)
    rows = [
        Recommendation(holding_id=holding, state=state, raised_on=day)
        for holding, state in _due(day).values_list("holding_id", "state")
    ]
    if not rows:
        return 0, closed
    before = _open().count()
    Recommendation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return _open().count() - before, closed


def _open() -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(closed_on__isnull=True).order_by()


def _due(day: date) -> QuerySet[Outlook]:
    """Holders who have lacked it longer than the grace, about whom nothing was raised since."""
    raised = Recommendation.objects.filter(
        holding=OuterRef("holding_id"), raised_on__gte=OuterRef("changed_on")
    ).exclude(outcome=RecommendationOutcome.RENEWED)
    lacking = Outlook.objects.filter(state__in=WITHOUT, changed_on__lte=day - GRACE)
    open_still = _open().filter(holding=OuterRef("holding_id"))
    return lacking.filter(~Exists(raised), ~Exists(open_still)).order_by("pk")


def _close(day: date) -> int:
    """Those whose right has ended have no outlook any more; those who renewed have one in another state."""
    outlook = Outlook.objects.filter(holding=OuterRef("holding_id"))
    still = _open().filter(raised_on__lte=day)
    ended = still.filter(~Exists(outlook)).update(closed_on=day, outcome=RecommendationOutcome.ENDED)
    renewed = still.filter(Exists(outlook.exclude(state__in=WITHOUT))).update(
        closed_on=day, outcome=RecommendationOutcome.RENEWED
    )
    return ended + renewed
