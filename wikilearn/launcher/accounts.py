"""Which account runs PostgreSQL, which refuses to be run by root.

A normal user runs it as themselves. Root lends it to `postgres` or `nobody` where these can reach the folders,
and otherwise runs it in a user namespace of its own, where root appears as nobody (a clone inside `/root`, say).
No permission of any folder above ours is ever changed.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wikilearn.launcher.errors import LauncherError

_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


@dataclass(frozen=True)
class Account:
    """Who a child runs as: `uid` and `gid` (None: like us) and words put before its command."""

    uid: int | None = None
    gid: int | None = None
    prefix: tuple[str, ...] = ()

    def own(self, folder: Path) -> None:
        """Make the folder this account's, closed to everyone else."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def can_run(self, binary: Path, folder: Path) -> bool:
        """Whether this account can start the program and write into the folder."""
        script = '"$0" --version >/dev/null 2>&1 && test -w "$1"'
        command = [*self.prefix, "/bin/sh", "-c", script, str(binary), str(folder)]
        try:
            answer = subprocess.run(  # noqa: S603 - our own words
                command,
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError:
            return False
        return answer.returncode == 0


def account_for(binary: Path, folder: Path) -> Account:
    """The account that runs `binary` with `folder`, which is made for it; an existing folder keeps its owner.

    Raises LauncherError when we are root and nobody else can do it.
    """
    if os.geteuid() != 0:
        Account().own(folder)
        return Account()
    candidates = _candidates_for_root(folder)
    for account in candidates:
        account.own(folder)
        if account.can_run(binary, folder):
            return account
    raise LauncherError(
        f"PostgreSQL must not run as root, and no other account can use {folder}.\n"
        "Ways out: run this command as a normal user; clone into a folder that the account 'postgres' or 'nobody' "
        "can reach; or set DATABASE_URL to a PostgreSQL that is running already."
    )


def _candidates_for_root(folder: Path) -> list[Account]:
    if (folder / "cluster").exists():
        owner = (folder / "cluster").stat()
        if owner.st_uid:
            return [Account(owner.st_uid, owner.st_gid)]
        return [Account(0, 0, _NAMESPACE)]
    accounts = []
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        accounts.append(Account(entry.pw_uid, entry.pw_gid))
    if shutil.which(_NAMESPACE[0]):
        accounts.append(Account(0, 0, _NAMESPACE))
    return accounts
