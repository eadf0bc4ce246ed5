"""`manage.py rotate_signing_key ISSUER`: sign with a new key from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.badges import keys
from certification.badges.actions import remove_signing_key, rotate_signing_key
from certification.badges.enums import KeyUse
from certification.badges.models import Issuer
from wikilearn.audit.actions import SYSTEM
from wikilearn.core.errors import DomainError


class Command(BaseCommand):
    help = "Give an issuer a new signing key. Badges signed with the old one stay valid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("issuer", help="short name of the issuer")
        parser.add_argument("--use", choices=KeyUse.values, default=KeyUse.INTEGRITY, help="which of its keys")
        way = parser.add_mutually_exclusive_group()
        way.add_argument(
            "--print",
            action="store_true",
            help="change nothing: make a key and print it, encrypted, as a line for the environment",
        )
        way.add_argument("--prepared", metavar="METHOD", default="", help="sign with this key from now on")
        way.add_argument("--remove", metavar="METHOD", default="", help="void this retired key and all it signed")

    def handle(self, *_args: Any, **options: Any) -> None:
        issuer = Issuer.objects.filter(slug=options["issuer"]).first()
        if issuer is None:
            known = ", ".join(Issuer.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no issuer “{options['issuer']}”. Known: {known}.")
        try:
            self.stdout.write(self._do(issuer, KeyUse(options["use"]), options))
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _do(self, issuer: Issuer, use: KeyUse, options: dict[str, Any]) -> str:
        if options["print"]:
            private = keys.generate(use)
            method = keys.method_id(issuer, private)
            self.stderr.write(f"Then: rotate_signing_key {issuer.slug} --use {use.value} --prepared {method}")
            return keys.environment_line(method, private)
        if options["remove"]:
            key = issuer.keys.filter(method_id=options["remove"]).first()
            if key is None:
                raise CommandError(f"{issuer.slug} has no key “{options['remove']}”.")
            return f"removed {remove_signing_key(actor=SYSTEM, key=key).method_id}"
        return rotate_signing_key(actor=SYSTEM, issuer=issuer, use=use, prepared=options["prepared"]).method_id
