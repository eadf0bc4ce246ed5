"""Check or publish the transparency report of a quarter."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ucoc.actions.transparency import draft_report, publish_report
from ucoc.transparency import Quarter
from wikilearn.core.errors import DomainError


class Command(BaseCommand):
    """`transparency_report 2026Q3 --check` proves that nothing of it picks out few cases; without it, publish."""

    help = "Checks a transparency report against all releases before (--check), or publishes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The quarter, and what to do."""
        parser.add_argument("quarter", help="such as 2026Q3")
        parser.add_argument(
            "--check", action="store_true", help="only check; exit with an error if it would tell too much"
        )
        parser.add_argument("--note", default="", help="why a published quarter is revised")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Run it."""
        try:
            quarter = Quarter.parse(options["quarter"])
        except ValueError as error:
            raise CommandError("A quarter looks like 2026Q3.") from error
        try:
            if options["check"]:
                self._check(quarter)
            else:
                release = publish_report(actor=None, quarter=quarter, note=options["note"])
                self.stdout.write(f"Published {release} {release.hash}")
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _check(self, quarter: Quarter) -> None:
        draft = draft_report(quarter)
        for problem in draft.problems:
            self.stderr.write(problem)
        if draft.problems:
            raise CommandError(f"{len(draft.problems)} ways to pick out few cases.")
        self.stdout.write(f"{quarter}: nothing picks out few cases, alone or with {draft.compared} releases before.")
