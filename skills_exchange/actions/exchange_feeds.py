"""The secret address at which calendars read the sessions of somebody's exchanges."""

import secrets

from django.db import transaction
from django.utils import timezone

from skills_exchange.models import ExchangeFeed
from wikilearn.audit.actions import record
from wikilearn.people.actions.tokens import digest_of
from wikilearn.people.models import Person


@transaction.atomic
def create_exchange_feed(*, actor: Person) -> str:
    """The secret of a new address; an older one ends."""
    secret = secrets.token_urlsafe(32)
    ExchangeFeed.objects.update_or_create(
        person=actor, defaults={"digest": digest_of(secret), "created_at": timezone.now()}
    )
    record(actor=actor.reference, action="calendar.feed_created", target=actor.reference)
    return secret


@transaction.atomic
def revoke_exchange_feed(*, actor: Person) -> None:
    """End one's address; ending it twice changes nothing."""
    gone, _kinds = ExchangeFeed.objects.filter(person=actor).delete()
    if gone:
        record(actor=actor.reference, action="calendar.feed_ended", target=actor.reference)


def exchange_feed_of(secret: str) -> ExchangeFeed | None:
    """The feed of that secret, with its person, if the person may still sign in."""
    feeds = ExchangeFeed.objects.filter(digest=digest_of(secret), person__is_active=True)
    return feeds.select_related("person").first()
