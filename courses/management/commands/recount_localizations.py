"""`manage.py recount_localizations [--check]`: prove that the counters of localizations are right, or make them so."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from courses.actions.counting import differences, recount
from courses.models import Course


class Command(BaseCommand):
    """Compares each counter with what counting gives, and mends those that differ."""

    help = "Compare the counters of localizations with what counting gives, and mend them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check`: only compare."""
        parser.add_argument("--check", action="store_true", help="only compare; fail on a difference")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Mend, or fail on the first look."""
        found = differences()
        message = ngettext("%(number)d counter differs.", "%(number)d counters differ.", len(found))
        if found and options["check"]:
            raise CommandError(message % {"number": len(found)})
        for course in Course.objects.filter(pk__in={each["course"] for each in found}):
            recount(course)
        self.stdout.write(message % {"number": len(found)})
