"""`manage.py load_demo`: people, organisations, courses and certifications to click through."""

from typing import Any

from django.core.management.base import BaseCommand

from wikilearn.demo.loading import load_demo


class Command(BaseCommand):
    help = "Make the demo data. Does nothing the second time, and refuses to run with production settings."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = load_demo()
        self.stdout.write("The demo data is in place." if made else "The demo data was there already.")
