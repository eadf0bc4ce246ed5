"""Which cases must be kept."""

from datetime import timedelta

from django.utils import timezone

from reporting.models import Case, LegalHold

UNCONFIRMED = timedelta(days=14)
"""How long the word of one person alone keeps a case."""


def is_held(case: Case) -> bool:
    """Two people keep the case, or one has asked for it within the last days."""
    hold = LegalHold.objects.filter(case=case, lifted_at=None).first()
    return hold is not None and (hold.confirmed_by_id is not None or hold.asked_at > timezone.now() - UNCONFIRMED)
