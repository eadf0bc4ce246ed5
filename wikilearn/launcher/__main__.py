"""`python -m wikilearn.launcher run | manage … | with-servers …`; see the package."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from wikilearn.launcher.children import say
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import ROOT, DataFolder, data_folder
from wikilearn.launcher.manage import manage
from wikilearn.launcher.services import Services
from wikilearn.launcher.supervisor import Supervisor

_USAGE = """usage: python -m wikilearn.launcher COMMAND
  run                  start everything in the foreground (PORT, DATA_DIR, DATABASE_URL, REDIS_URL, DEMO=0)
  manage ARGUMENTS     one management command against the same data
  with-servers COMMAND any command with a throw-away PostgreSQL and Valkey"""


def main(arguments: list[str]) -> int:
    """The exit status."""
    match arguments:
        case ["run"]:
            return Supervisor(data_folder(), port=_port(), demo=os.environ.get("DEMO") != "0").run()
        case ["manage", *rest]:
            return manage(data_folder(), rest, port=_port())
        case ["with-servers", *rest] if rest:
            return _with_servers(rest)
    say(_USAGE, to=sys.stderr)
    return 2


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise LauncherError(f"PORT must be a number from 1 to 65535, not {given!r}.")
    return int(given)


def _with_servers(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="wikilearn-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # root lends its PostgreSQL to another account, which must get through
        services = Services(DataFolder(folder), throw_away=True)
        try:
            services.start()
            environment = os.environ | services.urls | {"DATA_DIR": str(folder / "product")}
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603
        finally:
            services.stop()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LauncherError as error:
        say(str(error), to=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
