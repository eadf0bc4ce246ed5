"""`manage.py issue_badge USERNAME COURSE --by STAFF`: the badge that somebody has earned and does not have."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.badges.actions import issue_badge
from courses.models import Course
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person


class Command(BaseCommand):
    help = "Issue the badge of a course to a person who has passed it, in the name of a member of staff."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("course", help="address part of the course")
        parser.add_argument("--by", required=True, help="username of the member of staff who answers for it")

    def handle(self, *_args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["course"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['course']}”.")
        try:
            credential = issue_badge(actor=_person(options["by"]), person=_person(options["username"]), course=course)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(credential.address)


def _person(username: str) -> Person:
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is nobody called “{username}”.")
    return person
