"""What rings do when one of their matches is answered or ends. A worker does it, with all of the ring in view."""

from typing import Any

from django.dispatch import receiver

from skills_exchange import tasks
from skills_exchange.models import Match
from skills_exchange.signals import match_answered, match_ended
from wikilearn.core.queueing import enqueue_on_commit


@receiver([match_answered, match_ended], dispatch_uid="skills_exchange.tend_ring")
def tend_ring(sender: object, match: Match, **kwargs: Any) -> None:
    """If the worker does not come, the sweep finds the ring."""
    if match.ring_id is not None:
        enqueue_on_commit(tasks.tend_ring, match.ring_id)
