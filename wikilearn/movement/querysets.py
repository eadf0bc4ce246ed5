"""Selections of wikis, organisations, memberships and holdings."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.movement.models import (  # noqa: F401 - named in the base classes below
        Holding,
        Membership,
        Organisation,
        Wiki,
    )
    from wikilearn.people.models import Person


def instant(at: date | datetime | None) -> datetime:
    """The instant that a date stands for: its last one, in UTC (as certifications end); none: now."""
    if at is None:
        return timezone.now()
    if isinstance(at, datetime):
        return at if timezone.is_aware(at) else at.replace(tzinfo=UTC)
    return datetime.combine(at, time.max, tzinfo=UTC) if at == date.max else _midnight_after(at)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC) - timedelta(microseconds=1)


def _live(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


class WikiQuerySet(models.QuerySet["Wiki"]):
    """Wikis."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """All but private ones; those too for whoever has a role of the site."""
        return self if getattr(person, "roles", None) else self.filter(private=False)

    def matching(self, words: str) -> Self:
        """Those whose name, database name, address or language holds the words."""
        words = words.strip()
        if not words:
            return self
        return self.filter(
            Q(dbname__icontains=words) | Q(name__icontains=words) | Q(url__icontains=words) | Q(language__iexact=words)
        )


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations."""

    def active(self) -> Self:
        """Those that still exist."""
        return self.filter(active=True)

    def where_member(self, person: "Person | AnonymousUser", *roles: str) -> Self:
        """Those in which the person now has one of the roles (any role, if none is named)."""
        if not person.is_authenticated:
            return self.none()
        from wikilearn.movement.models import Membership

        memberships = Membership.objects.live().filter(organisation=OuterRef("pk"), person=person)
        if roles:
            memberships = memberships.filter(role__in=roles)
        return self.filter(Exists(memberships))

    def matching(self, words: str) -> Self:
        """Those whose name or slug holds the words, with or without accents."""
        words = words.strip()
        if not words:
            return self
        return self.filter(Q(name__unaccent__icontains=words) | Q(slug__icontains=words))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def live(self, at: date | datetime | None = None) -> Self:
        """Those that hold at the instant (now, if none is given)."""
        return self.filter(_live(instant(at)))


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Holdings."""

    def held_at(self, at: date | datetime | None = None) -> Self:
        """Those that run at the instant; a date stands for its last instant in UTC, none for now."""
        return self.filter(_live(instant(at)))

    def of(self, person: "Person") -> Self:
        """Those of a person: linked, or of the username of their Wikimedia account.

        A name alone proves nothing: who has not linked a Wikimedia account has only what is linked to them.
        """
        if person.central_id is None:
            return self.filter(person=person)
        return self.filter(Q(person=person) | Q(person__isnull=True, username=person.username))

    def matching(self, words: str, wiki: str) -> Self:
        """Those whose username holds the words, on the wiki of that database name; all, where these are empty."""
        found = self.filter(username__icontains=words.replace("_", " ").strip()) if words.strip() else self
        return found.filter(wiki__dbname=wiki.strip().lower()) if wiki.strip() else found

    def public(self) -> Self:
        """Those that everybody may know of: the right is public and the wiki is not private."""
        return self.filter(Q(wiki__isnull=True) | Q(wiki__private=False), right__holders_public=True)
