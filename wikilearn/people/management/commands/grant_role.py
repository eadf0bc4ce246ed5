"""`manage.py grant_role USERNAME ROLE --reason WHY`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wikilearn.core.errors import DomainError
from wikilearn.people.actions.roles import grant_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person


class Command(BaseCommand):
    """For the first member of staff; the others are made on the page about the role."""

    help = "Give a person a role of the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, what, why."""
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--reason", required=True)

    def handle(self, *, username: str, role: str, reason: str, **_options: Any) -> None:
        """Grant it."""
        person = Person.objects.present().named(username).first()
        if person is None:
            raise CommandError(f"Nobody here has the username {username}.")
        try:
            grant = grant_role(actor=None, person=person, role=Role(role), reason=reason)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{grant}, since {grant.since:%Y-%m-%d %H:%M} UTC.")
        if not person.has_two_factor:
            self.stdout.write("It opens nothing until two-factor authentication is set up.")
