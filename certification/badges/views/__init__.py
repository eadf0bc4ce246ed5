"""Pages and documents about badges, by topic."""

from certification.badges.views.credentials import credential, download, files, print_page, revoke
from certification.badges.views.issuers import (
    achievement,
    achievement_image,
    did_document,
    did_history,
    did_version,
    issuer,
    key_set,
    primary_did_document,
    status_list,
    token_key,
)
from certification.badges.views.mine import mine
from certification.badges.views.profiles import move_profile, my_profile, profile, withdraw_profile
from certification.badges.views.sharing import share, shared, take_back, visibility
from certification.badges.views.verifying import verify
from certification.badges.views.wallet_api import credentials, discovery, wallet_profile
from certification.badges.views.wallets import Authorize, Revoke, Token, disconnect, register, wallets

__all__ = [
    "Authorize",
    "Revoke",
    "Token",
    "achievement",
    "achievement_image",
    "credential",
    "credentials",
    "did_document",
    "did_history",
    "did_version",
    "disconnect",
    "discovery",
    "download",
    "files",
    "issuer",
    "key_set",
    "mine",
    "move_profile",
    "my_profile",
    "primary_did_document",
    "print_page",
    "profile",
    "register",
    "revoke",
    "share",
    "shared",
    "status_list",
    "take_back",
    "token_key",
    "verify",
    "visibility",
    "wallet_profile",
    "wallets",
    "withdraw_profile",
]
