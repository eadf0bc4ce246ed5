"""The standing of one person as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certification.queries.asking import ask
from certification.queries.documents import document
from wikilearn.core.dates import parse_day, today


class Command(BaseCommand):
    help = "Print the standing of a username, for each right held, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """`USERNAME [--right KEY] [--at DAY]`."""
        parser.add_argument("username")
        parser.add_argument("--right", help="only this right, by its key")
        parser.add_argument("--at", help="a day, as 2026-03-01; today if absent")

    def handle(self, *_args: Any, username: str, right: str | None, at: str | None, **_options: Any) -> None:
        """Print one JSON object; exit status 1 for a day that is none and for an empty name."""
        try:
            day = parse_day(at) if at else today()
        except ValueError:
            raise CommandError(f"“{at}” is not a day such as 2026-03-01.") from None
        answers = ask([username], day).answers
        if not answers:
            raise CommandError("The username is empty.")
        said = document(answers[0], day)
        said["standings"] = [each for each in said["standings"] if right in (None, each["right"])]
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
