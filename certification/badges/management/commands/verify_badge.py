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
from certification.badges.verifying import Outcome, judge_file
from wikilearn.core.dates import parse_day


class Command(BaseCommand):
    help = "Judge a badge (JSON, PNG, SVG or PDF) and print the verdict as JSON. Exit status 0: valid, 1: not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--at", help="judge as of noon UTC of this day (2026-03-01) instead of now")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                content = file.read(MAXIMUM_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            at = datetime.combine(parse_day(options["at"]), time(12), UTC) if options["at"] else timezone.now()
        except ValueError as error:
            raise CommandError("--at wants a day such as 2026-03-01.") from error
        verdict = judge_file(content, at)
        self.stdout.write(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2))
        if verdict.outcome != Outcome.VALID:
            sys.exit(1)
