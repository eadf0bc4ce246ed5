"""`manage.py sync_wikis`: the list of wikis from Meta-Wiki, another MediaWiki, or a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wikilearn.audit.actions import SYSTEM
from wikilearn.core.errors import DomainError
from wikilearn.movement import sitematrix
from wikilearn.movement.actions.wikis import sync_wikis


class Command(BaseCommand):
    help = "Make our list of wikis that of MediaWiki's site matrix. Nothing is changed if anything is wrong with it."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--file", type=Path, help="read an answer of action=sitematrix from this file")
        source.add_argument("--url", default=sitematrix.META, help="ask the api.php there (default: %(default)s)")
        parser.add_argument("--may-shrink", action="store_true", help="believe a list that lacks many known wikis")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            listed = sitematrix.read(options["file"]) if options["file"] else sitematrix.fetch(options["url"])
            synced = sync_wikis(actor=SYSTEM, listed=listed, may_shrink=options["may_shrink"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{synced.created} created, {synced.changed} changed, {synced.unchanged} unchanged, {synced.closed} closed"
        )
