"""Selections of people."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

from wikilearn.people.usernames import normalise

if TYPE_CHECKING:
    from wikilearn.people.models import Person


class PersonManager(BaseUserManager["Person"]):
    """Creates and finds people by any spelling of their username that MediaWiki accepts."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=normalise(username or ""))

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with that password, or one who can only sign in elsewhere."""
        person = self.model(username=normalise(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with every Django permission; it opens no case and no sealed thing."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)
