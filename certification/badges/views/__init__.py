"""Pages and documents about badges, by topic."""

from certification.badges.views.credentials import credential, download, files, print_page, revoke
from certification.badges.views.issuers import (
    achievement,
    achievement_image,
    did_document,
    issuer,
    primary_did_document,
    status_list,
)
from certification.badges.views.mine import mine
from certification.badges.views.profiles import move_profile, my_profile, profile, withdraw_profile
from certification.badges.views.sharing import share, shared, take_back, visibility
from certification.badges.views.verifying import verify

__all__ = [
    "achievement",
    "achievement_image",
    "credential",
    "did_document",
    "download",
    "files",
    "issuer",
    "mine",
    "move_profile",
    "my_profile",
    "primary_did_document",
    "print_page",
    "profile",
    "revoke",
    "share",
    "shared",
    "status_list",
    "take_back",
    "verify",
    "visibility",
    "withdraw_profile",
]
