"""What must be installed for certificates, said at start instead of in the middle of the night."""

import ctypes.util
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from certification.badges import fonts
from certification.badges.open_badges import bitstrings


@checks.register("badges")
def certificates_can_be_made(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn without Pango (no certificates), harfbuzz-subset (nine times slower) or fonts (no certificates)."""
    found: list[checks.CheckMessage] = []
    if not _library("pangoft2-1.0"):
        found.append(
            checks.Warning(
                "Pango is not installed: PDF certificates cannot be made.",
                hint="Install libpango-1.0-0 and libpangoft2-1.0-0.",
                id="badges.W001",
            )
        )
    if not _library("harfbuzz-subset"):
        found.append(
            checks.Warning(
                "harfbuzz-subset is not installed: PDF certificates take about nine times as long.",
                hint="Install libharfbuzz-subset0.",
                id="badges.W002",
            )
        )
    if missing := fonts.missing_files():
        found.append(
            checks.Warning(
                f"{len(missing)} font files are not installed: PDF certificates cannot be made.",
                hint="Run npm ci.",
                id="badges.W003",
            )
        )
    return found


def _library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


@checks.register("badges")
def status_lists_are_of_a_size(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for a size that the specification does not allow, or that does not fill whole bytes."""
    size = settings.BADGE_STATUS_LIST_BITS
    if size % 8 == 0 and bitstrings.SIZE <= size <= bitstrings.LARGEST * 8:
        return []
    return [
        checks.Error(
            f"BADGE_STATUS_LIST_BITS is {size}.",
            hint="It has to be a multiple of 8, from 131072 to 16777216.",
            id="badges.E002",
        )
    ]


@checks.register("badges", checks.Tags.database)
def keys_can_be_opened(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each key in use whose private part is lost or locked: without it nothing can be signed.

    Runs where the database is asked: `migrate`, `check --database default`.
    """
    if not databases:
        return []
    from certification.badges import keys

    try:
        lost = keys.unavailable()
    except DatabaseError:  # before the first migration
        return []
    return [
        checks.Error(
            f"The key {key.method_id} of {key.issuer.slug} cannot be used: {reason}",
            hint="Restore DATA_DIR/keys and BADGE_KEYS_PASSPHRASE, or run rotate_signing_key. See docs/badges.md.",
            id="badges.E001",
        )
        for key, reason in lost
    ]
