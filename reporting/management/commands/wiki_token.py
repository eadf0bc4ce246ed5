"""`manage.py wiki_token dewiki`: a token with which that wiki's software sends reports; `--revoke` ends its tokens."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.actions.wiki_tokens import create_wiki_token, revoke_wiki_token
from reporting.models import WikiToken
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Wiki


class Command(BaseCommand):
    """Prints the secret once."""

    help = "Make a token for the intake of reports from one wiki, or end all of its tokens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The wiki, and how long."""
        parser.add_argument("wiki", help="database name, e.g. dewiki")
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--revoke", action="store_true")

    def handle(self, **options: Any) -> None:
        """Make or end."""
        wiki = Wiki.objects.filter(dbname=options["wiki"]).first()
        if wiki is None:
            raise CommandError("There is no such wiki here.")
        if options["revoke"]:
            for token in WikiToken.objects.filter(wiki=wiki, revoked_at=None):
                revoke_wiki_token(actor=None, token=token)
            return
        try:
            _token, secret = create_wiki_token(actor=None, wiki=wiki, lifetime=timedelta(days=options["days"]))
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(secret)
