"""`manage.py trust_issuer did:key:… --name … --reason …`: whose Open Badges verify skills; `--end` takes it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills_exchange.actions.evidence import recompute_evidence
from skills_exchange.models import TrustedIssuer
from wikilearn.audit.actions import SYSTEM, record


class Command(BaseCommand):
    """Add an issuer to the list, or take it off; badges that are there already follow at once."""

    help = "Let the Open Badges of an issuer count as verification of skills, or no longer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, why, and whether it ends."""
        parser.add_argument("did")
        parser.add_argument("--name", default="")
        parser.add_argument("--reason", default="")
        parser.add_argument("--end", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it."""
        did = options["did"]
        if options["end"]:
            if not TrustedIssuer.objects.filter(did=did).update(active=False):
                raise CommandError("This issuer is not on the list.")
        else:
            if not (did.startswith("did:") and options["name"] and options["reason"]):
                raise CommandError("Give the DID of the issuer, its --name and the --reason.")
            said = {"name": options["name"], "reason": options["reason"], "active": True}
            TrustedIssuer.objects.update_or_create(did=did, defaults=said)
        action = "trusted_issuer.end" if options["end"] else "trusted_issuer.add"
        record(actor=SYSTEM, action=action, target=f"issuer:{did}"[:200])
        self.stdout.write(f"{recompute_evidence()} rows changed.")
