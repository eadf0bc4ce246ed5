"""Messages between the two sides of a match, inside the platform."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.match_steps import lock_as_side, tell
from skills_exchange.enums import MatchState
from skills_exchange.errors import MatchRefused
from skills_exchange.models import Match, MatchMessage
from skills_exchange.queries.sides import Side, is_blocked, is_live
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.people.models import Person

TALKING = (MatchState.ACCEPTED, MatchState.SCHEDULED, MatchState.DONE, MatchState.CONFIRMED)
"""In which states the two can write to each other."""
LONGEST = 4000
MOST_AN_HOUR = 30
KEPT_MONTHS = 12


@transaction.atomic
def send_message(*, actor: Person, match: Match, text: str) -> MatchMessage:
    """Write to the other side, who is told that there is something to read, not what. Raises `MatchRefused`."""
    match, side = lock_as_side(actor, match)
    text = text.strip()
    if not text:
        raise MatchRefused(_("Please write something."), field="text")
    if len(text) > LONGEST:
        raise MatchRefused(_("A message has at most 4,000 characters."), field="text")
    if not may_write(actor, match, side):
        raise MatchRefused(_("You cannot write messages in this exchange any more."))
    lately = match.messages.filter(by_learner=side.by_learner, at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise MatchRefused(_("You have written many messages. Please wait a little."))
    unread = match.messages.unread_by(learner=not side.by_learner).exists()
    message = match.messages.create(by_learner=side.by_learner, author=actor, text=text)
    if not unread:  # one notice until they have read it
        tell(match, side.other, "match_message", "message", key=str(message.pk))
    record(actor=actor.reference, action="match.message", target=match.reference)
    return message


def may_write(actor: Person, match: Match, side: Side) -> bool:
    """Whether the two can write to each other: agreed, both there, neither wants nothing to do with the other."""
    talking = match.state in TALKING and is_live(side.other)
    return talking and not is_blocked(side.party, side.other, actor=actor)


def read_messages(*, match: Match, side: Side) -> int:
    """The side has read what the other wrote; gives how many messages were new."""
    return match.messages.unread_by(learner=side.by_learner).update(read_at=timezone.now())


@transaction.atomic
def forget_messages() -> int:
    """Delete the messages of matches that ended a year ago, and what was written when asking; gives how many."""
    before = add_months(today(), -KEPT_MONTHS)
    ended = Match.objects.ended().filter(changed_at__date__lt=before)
    asked = ended.exclude(message="").update(message="")
    gone, _kinds = MatchMessage.objects.filter(match__in=ended).delete()
    return gone + asked
