"""Telling the holder that the badge is there."""

from django.db import transaction
from django.utils import timezone

from certification.badges.enums import CredentialState
from certification.badges.models import Credential
from wikilearn.notices.actions import notify


@transaction.atomic
def tell_holder(*, credential: Credential) -> None:
    """One notice for each badge, ever."""
    credential = Credential.objects.select_for_update(of=["self"]).select_related("person").get(pk=credential.pk)
    if credential.state != CredentialState.SIGNED or credential.notified_at is not None:
        return
    notify(
        person=credential.person,
        kind="credential_ready",
        context={"achievement": credential.achievement_id, "valid_until": credential.valid_until_day},
        url=credential.get_absolute_url(),
        key=f"credential:{credential.uid}",
    )
    credential.notified_at = timezone.now()
    credential.save(update_fields=["notified_at"])
