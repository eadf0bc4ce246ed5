"""`manage.py load_starter_curriculum [NAME …] --organisation SLUG [--by USERNAME] [--kind minor|major] [--examples]`.

Loads the courses and learning packs that come with the site as drafts of an organisation. A second run changes nothing;
after an update of the site it brings the changed texts, as edits of that kind. Texts that were edited on the site stay
as they are. With `--examples` the examples of local versions come, too, once their courses are published.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from courses.actions.starter_overlays import load_overlay
from courses.actions.starter_packs import load_pack
from courses.curriculum import packages, starter_overlays, starter_packs, topic_of
from courses.enums import RevisionKind
from courses.management.commands.import_course import writer_for
from courses.models import Course
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


class Command(BaseCommand):
    help = "Load the starter curriculum as drafts of an organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="Courses and learning packs. Default: all.")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="USERNAME", help="Default: a coordinator of the organisation.")
        parser.add_argument("--kind", choices=RevisionKind.values, default=str(RevisionKind.MAJOR))
        parser.add_argument("--overwrite", action="store_true", help="What was edited here gives way.")
        parser.add_argument("--examples", action="store_true", help="The examples of local versions, too.")

    def handle(self, *_args: Any, names: list[str], **options: Any) -> None:
        courses, packs = packages(), starter_packs()
        if unknown := sorted(set(names) - courses.keys() - packs.keys()):
            raise CommandError(f"No such course: {', '.join(unknown)}. There are: {', '.join([*courses, *packs])}.")
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        actor = writer_for(organisation, options["by"])
        self._loud = bool(options["verbosity"])
        self._load_courses([key for key in courses if key in names or not names], options)
        for key in packs:
            if key in names or not names:
                self._load_pack(actor, organisation, key, options)
        if options["examples"]:
            self._load_examples(actor)

    def _load_courses(self, keys: list[str], options: dict[str, Any]) -> None:
        known = packages()
        for key in keys:
            self._head(key)
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
        with connection.cursor() as cursor:  # thousands of new rows; what comes next asks the planner about them
            cursor.execute("ANALYZE courses_segment, courses_translation, courses_localization")
        self._say_adoption([key for key in keys if topic_of(known[key])])

    def _load_pack(self, actor: Person, organisation: Organisation, key: str, options: dict[str, Any]) -> None:
        self._head(key)
        try:
            loaded = load_pack(
                actor=actor,
                organisation=organisation,
                starter=starter_packs()[key],
                kind=RevisionKind(options["kind"]),
                overwrite=options["overwrite"],
            )
        except DomainError as error:
            self._say(str(error))
            return
        if loaded.kept:
            self._say(f"Edited here and left as it is: {', '.join(loaded.kept)}")
        self._say(f"Changed: {', '.join(loaded.changed)}" if loaded.changed else "Nothing has changed.")

    def _load_examples(self, actor: Person) -> None:
        for name, starter in starter_overlays().items():
            self._head(name)
            try:
                _overlay, new = load_overlay(actor=actor, starter=starter)
            except DomainError as error:
                self._say(str(error))
            else:
                self._say("A draft of the local version." if new else "Nothing has changed.")

    def _say_adoption(self, keys: list[str]) -> None:
        waiting = Course.objects.filter(slug__in=keys, topic=None).order_by("slug").values_list("slug", flat=True)
        if waiting:
            self._say(
                "These serve no topic yet and certify nobody: a curator names the organisation that maintains the "
                f"topic, then run this again. {', '.join(waiting)}"
            )

    def _head(self, name: str) -> None:
        if self._loud:
            self.stdout.write(self.style.MIGRATE_HEADING(name))

    def _say(self, sentence: str) -> None:
        if self._loud:
            self.stdout.write(sentence)
