"""Which cases must be kept."""

from datetime import timedelta

from django.utils import timezone

from reporting.models import Case, LegalHold

UNCONFIRMED = timedelta(days=14)
"""How long the word of one person alone keeps a case."""


def is_held(case: Case) -> bool:
    """Two people keep the case, or one has asked for it within the last days; what was merged is kept with it."""
    holds = LegalHold.objects.filter(case__in=[case.pk, case.merged_into_id], lifted_at=None)
    return any(hold.confirmed_by_id is not None or hold.asked_at > timezone.now() - UNCONFIRMED for hold in holds)
