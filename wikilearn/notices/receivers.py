"""What the movement tells that people should know."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from wikilearn.movement.models import Membership
from wikilearn.movement.signals import membership_began, membership_ended
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person


@receiver(membership_began)
def tell_new_member(sender: object, *, membership: Membership, actor: Person, **kwargs: Any) -> None:
    """Somebody else gave the person a role in an organisation."""
    _tell(membership, actor, kind="membership_began")


@receiver(membership_ended)
def tell_former_member(sender: object, *, membership: Membership, actor: Person, **kwargs: Any) -> None:
    """Somebody else ended the person's role in an organisation."""
    _tell(membership, actor, kind="membership_ended")


def _tell(membership: Membership, actor: Person, *, kind: str) -> None:
    if actor != membership.person:
        notify(
            person=membership.person,
            kind=kind,
            context={"organisation": membership.organisation.name, "role": membership.role},
            url=reverse("movement:organisation", args=[membership.organisation.slug]),
            key=f"{kind}:{membership.pk}",
        )
