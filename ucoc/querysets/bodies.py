"""Selections of bodies, members, tables of responsibility, decisions, measures and appeals."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ucoc.enums import (
    DECIDING,
    AppealStatus,
    Closing,
    FailureState,
    MeasureKind,
    MemberCapacity,
    TableState,
)
from ucoc.walls import hidden_cases
from wikilearn.core.dates import add_months, today
from wikilearn.movement.querysets import instant

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from ucoc.models.bodies import BodyMember, EnforcementBody  # noqa: F401 - named in the base classes below
    from ucoc.models.decisions import Decision, DecisionAppeal, Measure  # noqa: F401
    from ucoc.models.figures import BodyFailure  # noqa: F401
    from ucoc.models.jurisdiction import JurisdictionTable  # noqa: F401
    from wikilearn.people.models import Person

LOOKS_BACK_MONTHS = 24
"""Earlier measures count for the ladder while they are in force and so many months after."""


class EnforcementBodyQuerySet(models.QuerySet["EnforcementBody"]):
    """Enforcement bodies."""

    def at_work(self) -> Self:
        """Those that are not suspended."""
        return self.filter(suspended=False)

    def of_kind(self, kind: str) -> Self:
        """Those of a kind."""
        return self.filter(kind=kind)

    def where_member(self, person: "Person | AnonymousUser", *, deciding: bool = False) -> Self:
        """Those in which the person is a member now; `deciding` leaves observers out."""
        if not person.is_authenticated:
            return self.none()
        from ucoc.models.bodies import BodyMember

        members = BodyMember.objects.live().filter(body=OuterRef("pk"), person=person)
        return self.filter(Exists(members.filter(capacity__in=DECIDING) if deciding else members))

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """All but those of private wikis; these for their members and for whoever has a role of the site."""
        if getattr(person, "roles", None):
            return self
        public = Q(wiki=None) | Q(wiki__private=False)
        if not person.is_authenticated:
            return self.filter(public)
        from ucoc.models.bodies import BodyMember

        mine = BodyMember.objects.live().filter(body=OuterRef("pk"), person=person)
        return self.filter(public | Exists(mine))

    def matching(self, words: str) -> Self:
        """Those whose name, wiki or organisation holds the words."""
        words = words.strip()
        if not words:
            return self
        return self.filter(
            Q(name__icontains=words)
            | Q(slug__icontains=words)
            | Q(wiki__dbname__icontains=words)
            | Q(organisation__name__icontains=words)
        )


class BodyMemberQuerySet(models.QuerySet["BodyMember"]):
    """Memberships of bodies."""

    def live(self, at: date | datetime | None = None) -> Self:
        """Those that hold at the instant (now, if none is given)."""
        moment = instant(at)
        return self.filter(Q(until=None) | Q(until__gt=moment), since__lte=moment)

    def deciding(self) -> Self:
        """Those who take part in cases."""
        return self.filter(capacity__in=DECIDING)

    def custodians(self) -> Self:
        """Those who may open the identity of somebody who reported."""
        return self.filter(capacity=MemberCapacity.CUSTODIAN)


class JurisdictionTableQuerySet(models.QuerySet["JurisdictionTable"]):
    """Versions of the table of responsibility."""

    def in_force(self, day: date | None = None) -> Self:
        """The approved ones that have begun by the day (today), the one that counts first."""
        begun = self.filter(state=TableState.APPROVED, in_force_from__lte=day or today())
        return begun.order_by("-in_force_from", "-number")

    def open(self) -> Self:
        """Those that somebody still works on."""
        return self.filter(state__in=[TableState.DRAFT, TableState.PROPOSED])


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Those of the bodies in which the person decides now, and those that they have to look at again.

        Never one that concerns the person: of that they see what `queries.decisions.decisions_about` gives. None on a
        case that does not exist for them (`ucoc.walls`).
        """
        if not person.is_authenticated:
            return self.none()
        from ucoc.models.bodies import BodyMember
        from ucoc.models.decisions import DecisionAppeal, Measure

        bodies = BodyMember.objects.live().deciding().filter(person=person).values("body")
        about = Measure.objects.filter(decision=OuterRef("pk"), person=person)
        appealed = DecisionAppeal.objects.filter(decision=OuterRef("pk"), body__in=bodies)
        found = self.filter(Q(body__in=bodies) | Exists(appealed), ~Exists(about))
        for cases in hidden_cases(person):
            found = found.exclude(case__in=cases)
        return found


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures."""

    def in_force(self, day: date | None = None) -> Self:
        """Those that count on the day (today): begun, not closed, not past their last day."""
        day = day or today()
        running = Q(closed_on=None) | Q(closed_on__gt=day)
        return self.filter(running, Q(until=None) | Q(until__gte=day), since__lte=day)

    def counting(self, day: date | None = None) -> Self:
        """Those that the ladder looks at: in force, or ended within the last two years, and never undone."""
        day = day or today()
        limit = add_months(day, -LOOKS_BACK_MONTHS)
        undone = [Closing.OVERTURNED, Closing.CHANGED, Closing.SENT_BACK]
        recent = Q(closed_on=None) | Q(closed_on__gte=limit)
        return self.filter(recent, Q(until=None) | Q(until__gte=limit), since__lte=day).exclude(closed_as__in=undone)

    def about(self, person: "Person") -> Self:
        """Those about a person."""
        return self.filter(person=person)

    def courses_open(self) -> Self:
        """Assigned courses that were neither passed nor missed yet."""
        return self.filter(kind=MeasureKind.COURSE, closed_on=None)


class DecisionAppealQuerySet(models.QuerySet["DecisionAppeal"]):
    """Appeals against decisions."""

    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(status=AppealStatus.OPEN)

    def for_body_of(self, person: "Person | AnonymousUser") -> Self:
        """Those that go to a body in which the person decides now, without those that they decided first."""
        if not person.is_authenticated:
            return self.none()
        from ucoc.models.bodies import BodyMember
        from ucoc.models.decisions import DecisionPart

        members = BodyMember.objects.live().deciding().filter(person=person)
        first = DecisionPart.objects.filter(decision=OuterRef("decision"), person=person)
        return self.filter(~Exists(first), body__in=members.values("body")).exclude(decision__measures__person=person)


class BodyFailureQuerySet(models.QuerySet["BodyFailure"]):
    """Files about bodies that fall short."""

    def open(self) -> Self:
        """Those that keep new cases away from the body."""
        return self.exclude(state=FailureState.CLOSED)
