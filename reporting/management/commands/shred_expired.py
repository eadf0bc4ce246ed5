"""`manage.py shred_expired`: the end of what is past its time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.actions.expiring import sweep_expired


class Command(BaseCommand):
    """Exit status 1 if something could not be destroyed: it is tried again at the next run."""

    help = "Destroy settled cases past their time; open ones climb instead. Safe to run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say how many, never which."""
        swept = sweep_expired()
        self.stdout.write(f"{len(swept.shredded)} destroyed, {len(swept.held)} on hold, {swept.climbed} climbed.")
        self.stdout.write(f"{swept.lent} lent copies ended, {swept.leftovers} leftovers removed.")
        if swept.failed:
            raise CommandError(f"{len(swept.failed)} could not be destroyed. Run it again.", returncode=1)
