"""Taking a badge back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.badges.actions.status_lists import set_bit
from certification.badges.enums import TRANSITIONS, CredentialState, RevokedReason
from certification.badges.errors import NotRevocable
from certification.badges.models import Credential
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def revoke_credential(*, actor: Person, credential: Credential, reason: RevokedReason) -> Credential:
    """A curator takes the badge back for good. Raises `NotYours` and `NotRevocable`."""
    demand(actor, "badges.revoke_credential")
    return withdraw_credential(actor=actor.reference, credential=credential, reason=reason)


@transaction.atomic
def withdraw_credential(*, actor: str, credential: Credential, reason: RevokedReason) -> Credential:
    """The badge goes because something else did: its period, another badge in its place, its holder's account.

    The row, the bit and the signed list change in one transaction, so it shows at once. `actor` is an opaque reference
    as on the audit log. Raises `NotRevocable`.
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
