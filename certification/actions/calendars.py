"""Secret addresses at which calendars read a person's certifications."""

import secrets

from django.db import transaction
from django.utils import timezone

from certification.models import CertificationCalendar
from wikilearn.audit.actions import record
from wikilearn.people.actions.tokens import digest_of
from wikilearn.people.models import Person


@transaction.atomic
def create_calendar(*, actor: Person) -> str:
    """The secret of a new address, never to be had again; an older one ends."""
    secret = secrets.token_urlsafe(32)
    CertificationCalendar.objects.update_or_create(
        person=actor, defaults={"digest": digest_of(secret), "created_at": timezone.now()}
    )
    record(actor=actor.reference, action="calendar.feed_created", target=actor.reference)
    return secret


@transaction.atomic
def revoke_calendar(*, actor: Person) -> None:
    """End one's own address; nothing happens without one."""
    ended, _rows = CertificationCalendar.objects.filter(person=actor).delete()
    if ended:
        record(actor=actor.reference, action="calendar.feed_ended", target=actor.reference)


def owner_of(secret: str) -> Person | None:
    """Whose calendar the secret opens, if they may still sign in."""
    found = CertificationCalendar.objects.filter(digest=digest_of(secret), person__is_active=True)
    calendar = found.select_related("person").first()
    return calendar.person if calendar else None
