"""Pages and documents about badges, by topic."""

from certification.badges.views.credentials import credential, download, files, revoke
from certification.badges.views.issuers import (
    achievement,
    achievement_image,
    did_document,
    issuer,
    primary_did_document,
    status_list,
)
from certification.badges.views.mine import mine
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
    "primary_did_document",
    "revoke",
    "status_list",
    "verify",
]
