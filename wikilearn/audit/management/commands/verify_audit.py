"""`manage.py verify_audit [--head HASH] [--heads FILE]`."""

import csv
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wikilearn.audit.queries import KeptHead, Verdict, kept_heads, verify_chain


class Command(BaseCommand):
    """Exit status 0 if the log is what was written, 1 and the first broken event or day if it is not."""

    help = "Check that no event of the audit log was changed, removed or slipped in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--head`: what an earlier run printed. `--heads`: the file that a body downloaded and kept."""
        parser.add_argument(
            "--head",
            type=bytes.fromhex,
            help="The head that an earlier run printed: shows that nothing up to it was cut off since.",
        )
        parser.add_argument(
            "--heads",
            type=Path,
            help="Heads of days that somebody kept elsewhere (CSV: day, event, hash): compared too.",
        )

    def handle(self, *, head: bytes | None, heads: Path | None, **_options: Any) -> None:
        """Say how many events were checked, which days' heads fit, and the head to keep somewhere else."""
        started = time.monotonic()
        verdict = verify_chain(remembered_head=head, heads=kept_heads() + (_read(heads) if heads else []))
        if verdict.broken_at is not None:
            raise CommandError(
                f"Event {verdict.broken_at} is not what was written; the {verdict.events} before it are."
                f"{_says(verdict)}",
                returncode=1,
            )
        if not verdict.head_found:
            raise CommandError("The events up to that head are not in the log any more.", returncode=1)
        if verdict.unfit is not None:
            raise CommandError(f"The events follow each other, but were written anew.{_says(verdict)}", returncode=1)
        self.stdout.write(f"{verdict.events} events are what was written ({time.monotonic() - started:.1f} s).")
        self.stdout.write(f"{verdict.fitting} heads of days fit.")
        self.stdout.write(f"Head: {verdict.head.hex()}")


def _says(verdict: Verdict) -> str:
    return f" The head of {verdict.unfit} does not fit any more; {verdict.fitting} others do." if verdict.unfit else ""


def _read(path: Path) -> list[KeptHead]:
    """Lines of day, number of the event and hash; a heading and other columns do not matter."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    try:
        return [KeptHead(date.fromisoformat(row[0]), int(row[1]), bytes.fromhex(row[2])) for row in rows[1:]]
    except (ValueError, IndexError) as error:
        raise CommandError(f"{path}: {error}", returncode=2) from error
