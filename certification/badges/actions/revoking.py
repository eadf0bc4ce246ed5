"""Taking a badge back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.badges.actions.status_lists import set_bit
from certification.badges.enums import TRANSITIONS, CredentialState, RevokedReason
from certification.badges.errors import NotRevocable
from certification.badges.models import Credential
from wikilearn.audit.actions import record


@transaction.atomic
def revoke_credential(*, actor: str, credential: Credential, reason: RevokedReason) -> Credential:
    """Revoke for good: the row, the bit and the signed list change in one transaction, so it shows at once.

    `actor` is an opaque reference as on the audit log. Raises `NotRevocable`.
    """
    credential = Credential.objects.select_for_update(of=["self"]).get(pk=credential.pk)
    if CredentialState.REVOKED not in TRANSITIONS[CredentialState(credential.state)]:
        raise NotRevocable(_("This badge was revoked before."))
    credential.state = CredentialState.REVOKED
    credential.revoked_at = timezone.now()
    credential.revoked_reason = reason
    credential.save(update_fields=["state", "revoked_at", "revoked_reason"])
    set_bit(credential)
    record(
        actor=actor,
        action="badges.credential_revoked",
        target=credential.reference,
        details={"reason": str(reason)},
    )
    return credential
