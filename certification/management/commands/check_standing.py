"""Compare the projected periods with the facts."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from certification.actions import project
from certification.queries.projection import people_compared, people_that_differ
from courses.models import Topic


class Command(BaseCommand):
    help = "Recompute every period from the facts and compare; exit status 1 if anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--rebuild` makes the periods what the facts say."""
        parser.add_argument("--rebuild", action="store_true", help="make the periods what the facts say")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line for each person that differs."""
        differ = 0
        topics = {topic.key: topic for topic in Topic.objects.all()}
        for person, there, should in people_that_differ():
            differ += 1
            self.stdout.write(f"{person.uid}: {_said(there - should)} should be {_said(should - there)}")
            if options["rebuild"]:
                for topic in {topic for topic, _span, _renewed in there ^ should}:
                    project(person=person, topic=topics[topic])
        compared = people_compared()
        self.stdout.write(
            ngettext("%(count)s person compared", "%(count)s people compared", compared) % {"count": compared}
            + f", {differ} ≠"
        )
        if differ and not options["rebuild"]:
            sys.exit(1)


def _said(projected: set) -> str:
    spans = sorted((topic, span) for topic, span, _renewed in projected)
    return ", ".join(f"{topic} {span.valid_from} – {span.valid_until}" for topic, span in spans) or "nothing"
