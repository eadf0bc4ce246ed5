"""The secret of each case: 32 random bytes in a file outside the database, without which no grant of the case opens.

`DATA_DIR/case-secrets/<two signs>/<case>`, from the second generation on with `.2`, `.3` … behind it: whoever leaves a
case leaves it a new secret (`actions.renewing`), and the row of the case says which generation is in force. The order
is such that a crash at any point loses nothing: the new file is on the disk before the rows change, and the old one
goes after they are committed; what a crash leaves behind goes at the next sweep.

Keep the backups of this folder apart from those of the database and for a few days only: destroying the files of a
case destroys it in every backup of the database. Losing the folder loses every case.
"""

import os
import secrets
from collections import Counter
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from reporting.vault.errors import Unreadable

_BYTES = 32
FIRST = 1


def create(case: UUID) -> bytes:
    """The first secret, on the disk before this returns; never over another one."""
    return _write(_path(case, FIRST))


def succeed(case: UUID, generation: int) -> bytes:
    """The secret of a later generation, on the disk before this returns; the one before it stays for now.

    Only under the lock of the case: a file that lies there already is of a try that was never committed.
    """
    if generation <= FIRST:
        raise ValueError(generation)
    path = _path(case, generation)
    path.unlink(missing_ok=True)
    return _write(path)


def read(case: UUID, generation: int = FIRST) -> bytes:
    """The secret; `Unreadable` if there is none (any more)."""
    try:
        secret = _path(case, generation).read_bytes()
    except OSError as error:
        raise Unreadable from error
    if len(secret) != _BYTES:
        raise Unreadable
    return secret


def forget_before(case: UUID, generation: int) -> int:
    """Destroy the older generations, if that one is there; how many there were. Safe to do twice."""
    if not _path(case, generation).exists():
        return 0
    old = [each for each in generations(case) if each < generation]
    for each in old:
        _destroy(_path(case, each))
    return len(old)


def destroy(case: UUID) -> None:
    """Overwrite and remove all generations. Safe to do twice; raises `OSError` if one is still there afterwards."""
    for generation in generations(case):
        _destroy(_path(case, generation))


def generations(case: UUID) -> list[int]:
    """Which generations there are, the oldest first."""
    folder = _path(case, FIRST).parent
    return sorted(_generation(path) for path in folder.glob(f"{case.hex}*"))


def several() -> list[UUID]:
    """The cases of which more than one generation is there: something came between a renewal and its end."""
    found = Counter(_case(path) for path in _folder().glob("??/*"))
    return sorted(case for case, count in found.items() if count > 1)


def older_than(moment: datetime) -> list[UUID]:
    """The cases all of whose secrets were made before that."""
    young = {path: path.stat().st_mtime >= moment.timestamp() for path in _folder().glob("??/*")}
    return sorted({_case(path) for path in young} - {_case(path) for path, is_young in young.items() if is_young})


def _write(path: Path) -> bytes:
    secret = secrets.token_bytes(_BYTES)
    above = [folder.parent for folder in _missing(path.parent)]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    for folder in dict.fromkeys((path.parent, path.parent.parent, *above)):
        _keep_name(folder)
    return secret


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that are not there yet."""
    return [each for each in (folder, *folder.parents) if not each.is_dir()]


def _keep_name(folder: Path) -> None:
    """The name of a file or folder is on the disk only when the folder that it lies in is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _destroy(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "case-secrets"


def _path(case: UUID, generation: int = FIRST) -> Path:
    name = case.hex if generation == FIRST else f"{case.hex}.{generation}"
    return _folder() / case.hex[:2] / name


def _case(path: Path) -> UUID:
    return UUID(hex=path.name[:32])


def _generation(path: Path) -> int:
    return int(path.name[33:] or FIRST)
