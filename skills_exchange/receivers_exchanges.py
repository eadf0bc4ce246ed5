"""What the life of matches does when something happens elsewhere in the app."""

from typing import Any

from django.dispatch import receiver

from skills_exchange.actions.matches import end_matches_of
from skills_exchange.models import PartyBlock
from skills_exchange.signals import party_blocked


@receiver(party_blocked, dispatch_uid="skills_exchange.end_what_is_open")
def end_what_is_open(sender: object, block: PartyBlock, **kwargs: Any) -> None:
    """Whatever is open between somebody and who blocks them ends, and nobody is told."""
    end_matches_of(party=block.by, other=block.blocked)
