"""`manage.py verify_audit [--head HASH]`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wikilearn.audit.queries import verify_chain


class Command(BaseCommand):
    """Exit status 0 if the log is what was written, 1 and the first broken event if it is not."""

    help = "Check that no event of the audit log was changed, removed or slipped in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--head`: what an earlier run printed."""
        parser.add_argument(
            "--head",
            type=bytes.fromhex,
            help="The head that an earlier run printed: shows that nothing up to it was cut off since.",
        )

    def handle(self, *, head: bytes | None, **_options: Any) -> None:
        """Say how many events were checked, and the head to keep somewhere else."""
        started = time.monotonic()
        verdict = verify_chain(remembered_head=head)
        if verdict.broken_at is not None:
            raise CommandError(
                f"Event {verdict.broken_at} is not what was written; the {verdict.events} before it are.", returncode=1
            )
        if not verdict.head_found:
            raise CommandError("The events up to that head are not in the log any more.", returncode=1)
        self.stdout.write(f"{verdict.events} events are what was written ({time.monotonic() - started:.1f} s).")
        self.stdout.write(f"Head: {verdict.head.hex()}")
