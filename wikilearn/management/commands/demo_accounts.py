"""`manage.py demo_accounts`: whom one can sign in as in the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from wikilearn.demo.cast import CAST, PASSWORD


class Command(BaseCommand):
    help = "Print the demo people and how to sign in as one of them."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            return
        self.stdout.write(f"Sign in with one click: {settings.SITE_URL}/demo/\n")
        for player in CAST:
            self.stdout.write(f"  {player.username:<20} {player.part}")
        self.stdout.write(f"Password of those without a role: {PASSWORD}")
