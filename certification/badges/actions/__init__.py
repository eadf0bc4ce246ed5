"""What can be done with badges, by topic: issuers and keys, issuing, signing, carriers, revoking, status lists."""

from certification.badges.actions.carrying import carry_certificate, carry_pictures
from certification.badges.actions.issuers import create_issuer, ensure_primary_issuer, rotate_signing_key
from certification.badges.actions.issuing import choose_naming, issue_credential, issue_pack_credential
from certification.badges.actions.revoking import revoke_credential, withdraw_credential
from certification.badges.actions.signing import sign_credential
from certification.badges.actions.status_lists import sign_status_list
from certification.badges.actions.telling import tell_holder

__all__ = [
    "carry_certificate",
    "carry_pictures",
    "choose_naming",
    "create_issuer",
    "ensure_primary_issuer",
    "issue_credential",
    "issue_pack_credential",
    "revoke_credential",
    "rotate_signing_key",
    "sign_credential",
    "sign_status_list",
    "tell_holder",
    "withdraw_credential",
]
