"""Selections of people."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, CharField, F, Field, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from wikilearn.people.usernames import normalise

if TYPE_CHECKING:
    from wikilearn.people.models import ApiToken, Person, RoleGrant  # noqa: F401 - named in the base classes below

_ROLES = """ARRAY(
    SELECT role FROM people_rolegrant
    WHERE person_id = people_person.id AND since <= %s AND ("until" IS NULL OR "until" > %s)
)"""
"""The same as `RoleGrantQuerySet.live` says."""
_FACTOR = "EXISTS (SELECT FROM mfa_authenticator WHERE user_id = people_person.id AND type = ANY(%s))"
_SESSION = "EXISTS (SELECT FROM django_session WHERE session_key = %s)"


def _told(statement: str, *values: Any, field: "Field[Any, Any]") -> RawSQL:
    return RawSQL(statement, values, output_field=field)  # noqa: S611 - our own words


class PersonQuerySet(QuerySet["Person"]):
    """People."""

    def named(self, username: str) -> "PersonQuerySet":
        """The person of that username, in any spelling that MediaWiki accepts."""
        return self.filter(username=normalise(username))

    def with_roles(self) -> "PersonQuerySet":
        """With the live roles and whether two-factor authentication is set up, in the same query.

        Plain SQL: each request of somebody signed in asks this, and the ORM took a millisecond to write it.
        """
        from wikilearn.people.models import SECOND_FACTORS

        now, roles = timezone.now(), ArrayField(CharField())
        return self.annotate(
            live_roles=_told(_ROLES, now, now, field=roles),
            second_factor=_told(_FACTOR, list(SECOND_FACTORS), field=BooleanField()),
        )

    def in_session(self, key: str) -> "PersonQuerySet":
        """All, if that session is in the database; nobody, if it has ended."""
        return self.filter(_told(_SESSION, key, field=BooleanField()))

    def linked(self) -> "PersonQuerySet":
        """Those who proved that a Wikimedia account is theirs; only their username may stand for that account."""
        return self.filter(central_id__isnull=False)

    def present(self) -> "PersonQuerySet":
        """Without those whose details were erased."""
        return self.filter(erased_at=None)


class PersonManager(BaseUserManager["Person"]):
    """Creates and finds people by any spelling of their username that MediaWiki accepts."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def named(self, username: str) -> PersonQuerySet:
        """See `PersonQuerySet.named`."""
        return self.get_queryset().named(username)

    def with_roles(self) -> PersonQuerySet:
        """See `PersonQuerySet.with_roles`."""
        return self.get_queryset().with_roles()

    def linked(self) -> PersonQuerySet:
        """See `PersonQuerySet.linked`."""
        return self.get_queryset().linked()

    def present(self) -> PersonQuerySet:
        """See `PersonQuerySet.present`."""
        return self.get_queryset().present()

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


class RoleGrantQuerySet(QuerySet["RoleGrant"]):
    """Grants of roles of the site."""

    def live(self) -> "RoleGrantQuerySet":
        """Those that count now."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def by_life(self) -> "RoleGrantQuerySet":
        """Those without an end first, then the latest ended; the newest first among each."""
        return self.order_by(F("until").desc(nulls_first=True), "-since", "-pk")


class ApiTokenQuerySet(QuerySet["ApiToken"]):
    """API tokens."""

    def live(self) -> "ApiTokenQuerySet":
        """Neither revoked nor expired, of people who may sign in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True)
