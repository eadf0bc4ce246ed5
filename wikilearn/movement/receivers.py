"""When it becomes known, or unknown, whose account a right belongs to."""

from typing import Any

from django.dispatch import receiver

from wikilearn.movement.actions.holdings import link_holdings_to_person, unlink_holdings
from wikilearn.people.models import Person
from wikilearn.people.signals import account_linked, account_unlinked, person_renamed


@receiver([account_linked, person_renamed])
def link_holdings(sender: object, *, person: Person, **kwargs: Any) -> None:
    """The rights of a Wikimedia account are its owner's, under the new name too."""
    link_holdings_to_person(person=person)


@receiver(account_unlinked)
def forget_holder(sender: object, *, person: Person, **kwargs: Any) -> None:
    """Who has unlinked their account is no longer known as the holder of its rights."""
    unlink_holdings(person=person)
