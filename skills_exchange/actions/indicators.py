"""Writing the figures of quarters that have ended."""

from django.db import transaction

from skills_exchange.models import IndicatorQuarter
from skills_exchange.queries.indicators import Quarter, ended_quarters, figures_of
from wikilearn.audit.actions import SYSTEM, record


def freeze_quarters() -> int:
    """Write what is missing; gives how many quarters. A second run writes nothing, and nothing is written again."""
    known = set(IndicatorQuarter.objects.values_list("first", flat=True))
    return sum(_freeze(quarter) for quarter in ended_quarters() if quarter.first not in known)


@transaction.atomic
def _freeze(quarter: Quarter) -> bool:
    row, created = IndicatorQuarter.objects.get_or_create(
        first=quarter.first, defaults={"figures": figures_of(quarter)}
    )
    if created:
        target = f"indicators:{quarter.first.isoformat()}"
        record(actor=SYSTEM, action="indicators.frozen", target=target, details={"id": row.pk})
    return created
