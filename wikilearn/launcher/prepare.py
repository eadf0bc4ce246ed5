"""Bring the database and the static files up to the code: `python -m wikilearn.launcher.prepare FOLDER [demo]`.

Runs in a process of its own, because it imports Django; one process for all steps, because starting Django costs
more than most of them.
"""

import io
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from wikilearn.launcher.folders import ACCOUNTS_FILE, SITE


def prepare(folder: Path, *, demo: bool) -> None:
    """Migrate, load reference data, collect static files; with `demo` also make the demo data."""
    _step("migrate", interactive=False, verbosity=0)
    _step("load_reference_data", verbosity=0)
    _step("collectstatic", interactive=False, verbosity=0)
    if demo:
        _step("load_demo")
    accounts = io.StringIO()
    call_command("demo_accounts", stdout=accounts)
    (folder / ACCOUNTS_FILE).write_text(accounts.getvalue().replace(settings.SITE_URL, SITE))


def _step(command: str, **options: object) -> None:
    begin = time.monotonic()
    call_command(command, **options)
    print(f"{command}: done in {time.monotonic() - begin:.1f} s", flush=True)  # noqa: T201 - the terminal is our page


if __name__ == "__main__":
    django.setup()
    prepare(Path(sys.argv[1]), demo="demo" in sys.argv[2:])
