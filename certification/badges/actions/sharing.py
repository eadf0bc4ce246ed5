"""Showing badges to others, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges.enums import CredentialState, Visibility
from certification.badges.errors import NotShareable, TooManyLinks
from certification.badges.models import Credential, ShareLink
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

MOST_LINKS = 20
"""Live links to one badge."""


@transaction.atomic
def choose_visibility(*, actor: Person, credential: Credential, visibility: Visibility) -> Credential:
    """The holder says who finds the badge here. Private puts its links to sleep; they wake up with the next choice."""
    demand(actor, "badges.share_credential", credential)
    credential = _locked(credential)
    if credential.visibility == visibility:
        return credential
    credential.visibility = visibility
    credential.save(update_fields=["visibility"])
    record(
        actor=actor.reference,
        action="badges.visibility_chosen",
        target=credential.reference,
        details={"visibility": str(visibility)},
    )
    return credential


@transaction.atomic
def share_credential(
    *,
    actor: Person,
    credential: Credential,
    label: str = "",
    names_holder: bool = False,
    expires_at: datetime | None = None,
) -> ShareLink:
    """A new link that shows the badge; a private badge is from now on seen by link.

    Raises `NotYours`, `NotShareable` for one that is not signed or revoked, `TooManyLinks`.
    """
    demand(actor, "badges.share_credential", credential)
    credential = _locked(credential)
    if credential.state != CredentialState.SIGNED:
        raise NotShareable(_("Only a signed badge that was not revoked can be shared."))
    if credential.share_links.live(timezone.now()).count() >= MOST_LINKS:
        raise TooManyLinks(_("This badge has many links already. Take one back first."))
    if credential.visibility == Visibility.PRIVATE:
        credential.visibility = Visibility.LINK
        credential.save(update_fields=["visibility"])
    link = ShareLink.objects.create(
        credential=credential, label=label, names_holder=names_holder, expires_at=expires_at
    )
    record(actor=actor.reference, action="badges.link_made", target=credential.reference)
    return link


@transaction.atomic
def take_link_back(*, actor: Person, link: ShareLink) -> ShareLink:
    """The link shows nothing any more, for good; nothing happens to one that was taken back before."""
    demand(actor, "badges.share_credential", link.credential)
    link = ShareLink.objects.select_for_update(of=["self"]).select_related("credential").get(pk=link.pk)
    if link.revoked_at is not None:
        return link
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    record(actor=actor.reference, action="badges.link_taken_back", target=link.credential.reference)
    return link


def count_visit(*, link: ShareLink) -> None:
    """One more visit. Nothing about the visitor is kept."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)


def _locked(credential: Credential) -> Credential:
    return Credential.objects.select_for_update(of=["self"]).get(pk=credential.pk)
