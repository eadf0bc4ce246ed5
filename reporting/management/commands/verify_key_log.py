"""`manage.py verify_key_log`: are the public keys what their owners set up?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.queries.keys import verify_key_log


class Command(BaseCommand):
    """Exit status 0 if the log of public keys is what was written and the keys in use are those of the log."""

    help = "Check that no public key of a vault was changed, removed or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say how many entries were checked."""
        verdict = verify_key_log()
        if not verdict.whole:
            raise CommandError(
                f"Entry {verdict.broken_at} is not what was written; the {verdict.entries} before it are.", returncode=1
            )
        self.stdout.write(f"{verdict.entries} entries are what was written.")
