"""Who is behind a session, a password."""

from contextvars import ContextVar

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from wikilearn.people.models import Person
from wikilearn.people.usernames import DISPLACED, normalise

session_asked: ContextVar[str | None] = ContextVar("session_asked", default=None)
"""The session for which a person is looked up: its row must be there still. See `middleware.SignedIn`."""


class PersonBackend(AuthenticationBackend):
    """Passwords by username (any spelling of it) or e-mail address; people with their roles in one query."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, with the live roles and whether two-factor authentication is set up."""
        people, session = Person.objects.with_roles().filter(pk=user_id), session_asked.get()
        person = (people if session is None else people.in_session(session)).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        """Also whoever bore the name here until its owner on Wikimedia came: they know no other yet."""
        name = normalise(username)
        for candidate in (name, name + DISPLACED):
            person = self._check_password(Person.objects.named(candidate).first(), password)
            if person is not None:
                return person
        return None
