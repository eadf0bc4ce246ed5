"""`manage.py load_starter_curriculum [COURSE …] --organisation SLUG [--by USERNAME] [--kind minor|major]`.

Loads the courses that come with the site as drafts of an organisation. A second run changes nothing; after an update of
the site it brings the changed texts, as edits of that kind. Texts that were edited on the site stay as they are.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from courses.curriculum import packages, topic_of
from courses.enums import RevisionKind
from courses.models import Course


class Command(BaseCommand):
    help = "Load the starter curriculum as drafts of an organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("courses", nargs="*", metavar="COURSE", help="Default: all of them.")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="USERNAME", help="Default: a coordinator of the organisation.")
        parser.add_argument("--kind", choices=RevisionKind.values, default=str(RevisionKind.MAJOR))
        parser.add_argument("--overwrite", action="store_true", help="What was edited here gives way.")

    def handle(self, *_args: Any, courses: list[str], **options: Any) -> None:
        known = packages()
        if unknown := sorted(set(courses) - known.keys()):
            raise CommandError(f"No such course: {', '.join(unknown)}. There are: {', '.join(known)}.")
        for key in courses or known:
            if options["verbosity"]:
                self.stdout.write(self.style.MIGRATE_HEADING(key))
            call_command(
                "import_course",
                known[key],
                organisation=options["organisation"],
                by=options["by"],
                kind=options["kind"],
                overwrite=options["overwrite"],
                verbosity=options["verbosity"],
                stdout=self.stdout,
            )
        if options["verbosity"]:
            self._say_adoption([key for key in courses or known if topic_of(known[key])])

    def _say_adoption(self, keys: list[str]) -> None:
        waiting = Course.objects.filter(slug__in=keys, topic=None).order_by("slug").values_list("slug", flat=True)
        if waiting:
            self.stdout.write(
                "These serve no topic yet and certify nobody: a curator names the organisation that maintains the "
                f"topic, then run this again. {', '.join(waiting)}"
            )
