"""Taking over earlier records from a CSV file."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certification.actions.histories import CHUNK, import_records
from certification.errors import ImportRefused
from certification.history import RowError
from certification.queries.history import count_outcomes, read_history
from wikilearn.audit.actions import SYSTEM


class Command(BaseCommand):
    help = "Import earlier certifications from a CSV file: username, topic (or right), from, until, evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        """`FILE [--dry-run] [--format table|json]`."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would be imported")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *_args: Any, file: Path, dry_run: bool, format: str, **_options: Any) -> None:  # noqa: A002
        """Import all rows, or none and say what is wrong in which; exit status 1 then."""
        try:
            reading = read_history(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except ImportRefused as refused:
            raise CommandError(str(refused)) from None
        counts = {"added": 0, "waiting": 0, "known": 0}
        if not reading.errors and dry_run:
            counts.update(count_outcomes(reading.records))
        elif not reading.errors:
            for begin in range(0, len(reading.records), CHUNK):
                for name, number in import_records(
                    actor=SYSTEM, records=reading.records[begin : begin + CHUNK]
                ).items():
                    counts[name] += number
        summary = {"rows": reading.rows, "encoding": reading.encoding, "dry_run": dry_run, "wrong": reading.wrong}
        self._print(summary | counts, reading.errors, format)
        if reading.errors:
            sys.exit(1)

    def _print(self, summary: dict[str, Any], errors: list[RowError], style: str) -> None:
        if style == "json":
            said = [error._asdict() | {"message": error.message} for error in errors]
            self.stdout.write(json.dumps(summary | {"errors": said}, ensure_ascii=False, indent=2))
            return
        for name, value in summary.items():
            self.stdout.write(f"{name:10} {value}")
        for error in errors:
            self.stdout.write(f"{error.row:6}  {error.column:10} {error.message} {error.value}".rstrip())
