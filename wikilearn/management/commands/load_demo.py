"""`manage.py load_demo`: people, organisations, courses and certifications to click through."""

from typing import Any

from django.core.management.base import BaseCommand

from wikilearn.demo.loading import load_demo


class Command(BaseCommand):
    help = "Make the demo data. Does nothing the second time, and refuses to run with production settings."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = load_demo(tell=self._tell)
        self.stdout.write("The demo data is in place." if made else "The demo data was there already.")

    def _tell(self, name: str, seconds: float) -> None:
        self.stdout.write(f"  {seconds:5.1f} s  {name}")
