"""`manage.py reissue --template N`: draw all badges of an issuer with another template."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.badges import actions
from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.management.running import follow, issuer_called
from certification.badges.models import Template
from wikilearn.audit.actions import SYSTEM
from wikilearn.core.errors import DomainError


class Command(BaseCommand):
    help = "Draw the badges of an issuer anew with a template. Signatures stay. May be stopped: workers go on with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--template", type=int, required=True, metavar="N", help="number of the template")
        parser.add_argument("--issuer", default="", help="short name; needed only for the design of the platform")

    def handle(self, *_args: Any, **options: Any) -> None:
        number = options["template"]
        template = Template.objects.select_related("issuer").filter(number=number).first()
        if template is None and (number != TEMPLATE_VERSION or not options["issuer"]):
            raise CommandError(f"There is no template {number}.")
        issuer = template.issuer if template else issuer_called(options["issuer"])
        try:
            run = actions.start_reissue(actor=SYSTEM, issuer=issuer, template_version=number)
        except DomainError as error:
            raise CommandError(str(error)) from error
        follow(run, self.stdout)
