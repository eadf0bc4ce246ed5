"""`manage.py recompute_evidence`: what stands behind skills, worked out again from certifications, courses, badges."""

from typing import Any

from django.core.management.base import BaseCommand

from skills_exchange.actions.evidence import recompute_evidence


class Command(BaseCommand):
    """Says how many rows were not as they should be: none, unless something was lost."""

    help = "Work out again what stands behind skills, and which count as verified."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it."""
        self.stdout.write(f"{recompute_evidence()} rows changed.")
