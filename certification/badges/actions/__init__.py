"""What can be done with badges, by topic: issuers and keys, issuing, signing, carriers, revoking, status lists."""

from certification.badges.actions.aligning import align, remove_alignment
from certification.badges.actions.by_hand import issue_badge
from certification.badges.actions.carrying import carry_certificate, carry_pictures, carry_token
from certification.badges.actions.issuers import (
    create_issuer,
    describe_issuer,
    ensure_primary_issuer,
    make_organisation_issuer,
    remove_signing_key,
    rotate_signing_key,
)
from certification.badges.actions.issuing import (
    issue_course_credential,
    issue_credential,
    issue_deed_credential,
    issue_pack_credential,
)
from certification.badges.actions.naming import choose_naming
from certification.badges.actions.profiles import move_profile, publish_profile, withdraw_profile
from certification.badges.actions.revoking import revoke_credential, withdraw_credential
from certification.badges.actions.running import start_issuing, start_reissue, start_resigning, take_step
from certification.badges.actions.sharing import choose_visibility, count_visit, share_credential, take_link_back
from certification.badges.actions.signing import resign_credential, sign_credential
from certification.badges.actions.status_lists import sign_status_list
from certification.badges.actions.telling import tell_holder
from certification.badges.actions.templates import add_template, retire_template, use_template
from certification.badges.actions.wallets import (
    allow_wallet,
    disconnect_wallet,
    forget_expired_wallets,
    register_wallet,
)

__all__ = [
    "add_template",
    "align",
    "allow_wallet",
    "carry_certificate",
    "carry_pictures",
    "carry_token",
    "choose_naming",
    "choose_visibility",
    "count_visit",
    "create_issuer",
    "describe_issuer",
    "disconnect_wallet",
    "ensure_primary_issuer",
    "forget_expired_wallets",
    "issue_badge",
    "issue_course_credential",
    "issue_credential",
    "issue_deed_credential",
    "issue_pack_credential",
    "make_organisation_issuer",
    "move_profile",
    "publish_profile",
    "register_wallet",
    "remove_alignment",
    "remove_signing_key",
    "resign_credential",
    "retire_template",
    "revoke_credential",
    "rotate_signing_key",
    "share_credential",
    "sign_credential",
    "sign_status_list",
    "start_issuing",
    "start_reissue",
    "start_resigning",
    "take_link_back",
    "take_step",
    "tell_holder",
    "use_template",
    "withdraw_credential",
    "withdraw_profile",
]
