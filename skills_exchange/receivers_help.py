"""What the help desk does when something happens elsewhere in the app."""

from typing import Any

from django.dispatch import receiver

from skills_exchange.actions.help import part_over_block
from skills_exchange.models import PartyBlock
from skills_exchange.signals import party_blocked


@receiver(party_blocked, dispatch_uid="skills_exchange.ask_nobody_over_a_block")
def ask_nobody_over_a_block(sender: object, block: PartyBlock, **kwargs: Any) -> None:
    """Neither of the two is asked any longer to help the other."""
    part_over_block(block.by, block.blocked)
