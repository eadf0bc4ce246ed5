"""`manage.py resign ISSUER`: sign with the key of today what earlier keys signed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from certification.badges import actions
from certification.badges.management.running import follow, issuer_called
from wikilearn.audit.actions import SYSTEM


class Command(BaseCommand):
    help = "Sign all badges of an issuer that an earlier key signed. Before or after `rotate_signing_key --remove`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("issuer", help="short name of the issuer")

    def handle(self, *_args: Any, **options: Any) -> None:
        follow(actions.start_resigning(actor=SYSTEM, issuer=issuer_called(options["issuer"])), self.stdout)
