"""`manage.py canary`: does a report to each body arrive?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.actions.cases.canaries import send_canaries


class Command(BaseCommand):
    """Send a synthetic report to each body at work; leaves nothing behind and tells nobody."""

    help = "Check the route of a report to every body. Fails if one would not arrive."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """One line for each body."""
        found = send_canaries()
        for canary in found:
            word = "arrives" if canary.arrived else "DOES NOT ARRIVE"
            self.stdout.write(f"{canary.body.slug}: {word} ({canary.readers} can read)")
        broken = [canary.body.slug for canary in found if not canary.arrived]
        if broken:
            raise CommandError(f"Reports would not arrive at: {', '.join(broken)}")
