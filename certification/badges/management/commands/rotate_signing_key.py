"""`manage.py rotate_signing_key ISSUER`: sign with a new key from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.badges.actions import rotate_signing_key
from certification.badges.models import Issuer
from wikilearn.audit.actions import SYSTEM


class Command(BaseCommand):
    help = "Give an issuer a new signing key. Badges signed with the old one stay valid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("issuer", help="short name of the issuer")

    def handle(self, *_args: Any, **options: Any) -> None:
        issuer = Issuer.objects.filter(slug=options["issuer"]).first()
        if issuer is None:
            known = ", ".join(Issuer.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no issuer “{options['issuer']}”. Known: {known}.")
        key = rotate_signing_key(actor=SYSTEM, issuer=issuer)
        self.stdout.write(key.method_id)
