"""`manage.py verify_badge FILE [--at DATE]`: the verdict as JSON; exit status 0 if the badge is valid, 1 if not."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.badges.open_badges.carriers import MAXIMUM_BYTES
from certification.badges.verifying import Outcome, Verdict, judge_file, judge_link
from wikilearn.core.dates import parse_day


class Command(BaseCommand):
    help = (
        'Judge a badge (JSON, JWT, PNG, SVG or PDF file, "-" for standard input, or the link or number of a badge of '
        "this site) and print the verdict as JSON. Nothing is fetched. Exit status 0: valid, 1: not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='a file, "-", a link or a number')
        parser.add_argument("--at", help="judge as of noon UTC of this day (2026-03-01) instead of now")
        parser.add_argument("--status-list", type=Path, help="the status list that a badge of another issuer names")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            at = datetime.combine(parse_day(options["at"]), time(12), UTC) if options["at"] else timezone.now()
        except ValueError as error:
            raise CommandError("--at wants a day such as 2026-03-01.") from error
        verdict = _judge(options["file"], at, options["status_list"])
        self.stdout.write(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2))
        if verdict.outcome != Outcome.VALID:
            sys.exit(1)


def _judge(said: str, at: datetime, status_list: Path | None) -> Verdict:
    listed = _content(status_list) if status_list else None
    if said == "-":
        return judge_file(sys.stdin.buffer.read(MAXIMUM_BYTES + 1), at, status_list=listed)
    if _is_reference(said):
        return judge_link(said, at)
    return judge_file(_content(Path(said)), at, status_list=listed)


def _is_reference(said: str) -> bool:
    """A link or a number, where no file has that name."""
    looks = said.startswith(("http://", "https://", "urn:uuid:")) or (len(said) == 36 and said.count("-") == 4)
    return looks and not Path(said).exists()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
