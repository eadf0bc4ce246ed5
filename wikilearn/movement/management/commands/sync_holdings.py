"""`manage.py sync_holdings`: who holds which right, from the wikis or from a file."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wikilearn.core.errors import DomainError
from wikilearn.movement.actions.syncing import NOTHING
from wikilearn.movement.holders import Read, sync_all, sync_file, sync_wiki
from wikilearn.movement.models import Wiki


class Command(BaseCommand):
    help = (
        "Make our holdings those that the wikis list. Without arguments: global rights and every open wiki that was "
        "not read in the last 20 hours, so that a run that was stopped is taken up where it was. Exit status 1 if any "
        "wiki could not be read; the others are kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--wiki", help="only this wiki, whenever it was read last (dewiki); * for global rights")
        source.add_argument("--file", type=Path, help='read answers of the API from a file: {"dewiki": {…}, "*": {…}}')
        source.add_argument("--older-than", type=int, default=20, metavar="HOURS", help="default: %(default)s")
        parser.add_argument("--history", action="store_true", help="date holdings by the whole log of rights")
        parser.add_argument("--may-shrink", action="store_true", help="believe a list that lacks many known holders")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._tell(self._reads(**options))
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _reads(
        self, *, wiki: str | None, file: Path | None, older_than: int, history: bool, may_shrink: bool, **_options: Any
    ) -> Iterable[Read]:
        if file:
            return sync_file(file, may_shrink=may_shrink)
        if wiki:
            found = Wiki.objects.filter(dbname=wiki).first()
            if found is None and wiki != "*":
                raise CommandError(f"There is no wiki {wiki} here.")
            return [sync_wiki(found, history=history, may_shrink=may_shrink)]
        return sync_all(older_than=timedelta(hours=older_than), history=history, may_shrink=may_shrink)

    def _tell(self, reads: Iterable[Read]) -> None:
        total, failed = NOTHING, 0
        for read in reads:
            total += read.synced
            failed += bool(read.error)
            if read.error:
                self.stderr.write(f"{read.place}: {read.error}")
        self.stdout.write(
            f"{total.began} began, {total.ended} ended, {total.renamed} renamed, {total.unchanged} unchanged"
        )
        if failed:
            raise CommandError(f"{failed} could not be read.")
