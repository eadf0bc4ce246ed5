"""`manage.py load_reference_data`: make a fresh site usable, or add what a new version brings."""

from typing import Any

from django.core.management.base import BaseCommand

from wikilearn.core import reference_data


class Command(BaseCommand):
    help = "Add the reference data of all apps (territories, wikis, rights, topics …) that is not there yet."

    def handle(self, *_args: Any, **options: Any) -> None:
        for name, loaded in reference_data.load().items():
            if options["verbosity"]:
                self.stdout.write(f"{name}: {loaded.created} created, {loaded.unchanged} unchanged")
