"""Secret addresses at which calendars read a person's sessions."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.errors import NotYours
from courses.models import CalendarFeed, Cohort, CohortSession
from wikilearn.audit.actions import record
from wikilearn.people.actions.tokens import digest_of
from wikilearn.people.models import Person


@transaction.atomic
def create_feed(*, actor: Person, cohort: Cohort | None = None) -> str:
    """The secret of a new feed, of one cohort or of all one's sessions; an older one for the same ends."""
    if cohort is not None and not CohortSession.objects.filter(cohort=cohort).of_person(actor).exists():
        seat = cohort.members.taking_part().filter(person=actor).exists()
        if not seat and not cohort.facilitators.filter(person=actor).exists():
            raise NotYours(_("Only members of this cohort can do that."))
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person=actor, cohort=cohort, defaults={"digest": digest_of(secret), "created_at": timezone.now()}
    )
    record(actor=actor.reference, action="calendar.feed_created", target=actor.reference)
    return secret


@transaction.atomic
def revoke_feed(*, actor: Person, feed: CalendarFeed) -> None:
    """End one of one's own feeds."""
    if feed.person_id != actor.pk:
        raise NotYours(_("This is somebody else's calendar."))
    CalendarFeed.objects.filter(pk=feed.pk).delete()
    record(actor=actor.reference, action="calendar.feed_ended", target=actor.reference)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of that secret, with its person, if the person may still sign in."""
    feeds = CalendarFeed.objects.filter(digest=digest_of(secret), person__is_active=True)
    return feeds.select_related("person", "cohort").first()
