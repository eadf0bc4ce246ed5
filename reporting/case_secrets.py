"""The secret of each case: 32 random bytes in a file outside the database, without which no grant of the case opens.

`DATA_DIR/case-secrets/<two signs>/<case>`. Keep its backups apart from those of the database and for a few days only:
destroying the file destroys the case in every backup of the database. Losing the folder loses every case.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from reporting.vault.errors import Unreadable

_BYTES = 32


def create(case: UUID) -> bytes:
    """A new secret, on the disk before this returns; never over another one."""
    secret = secrets.token_bytes(_BYTES)
    path = _path(case)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret


def read(case: UUID) -> bytes:
    """The secret; `Unreadable` if there is none (any more)."""
    try:
        secret = _path(case).read_bytes()
    except OSError as error:
        raise Unreadable from error
    if len(secret) != _BYTES:
        raise Unreadable
    return secret


def destroy(case: UUID) -> None:
    """Overwrite and remove it. Safe to do twice; raises `OSError` if it is still there afterwards."""
    path = _path(case)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _path(case: UUID) -> Path:
    return Path(settings.DATA_DIR) / "case-secrets" / case.hex[:2] / case.hex


def older_than(moment: datetime) -> list[UUID]:
    """The cases whose secret was made before that."""
    folder = Path(settings.DATA_DIR) / "case-secrets"
    return [UUID(hex=path.name) for path in folder.glob("??/*") if path.stat().st_mtime < moment.timestamp()]
