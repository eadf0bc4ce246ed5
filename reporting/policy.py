"""The one policy function: who may do what with which case.

`cases_for(person, act)` answers for list, detail, items, files, search, counts, feeds, export and API alike; `may` asks
the same rows about one case, `Reach` several questions at one moment. Nothing else decides about access. A person gets
a case

- as a *handler*: they hold a live grant of its present epoch and are today an eligible member of the body that has it;
- from the *desk* (trust and safety): the clear fields only, never content;

and never behind a wall, without two-factor authentication, or because they run the site.
"""

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from reporting.conflicts import tokens_of_each
from reporting.enums import GrantPurpose
from reporting.models import Case, Grant, Wall
from reporting.querysets.cases import CaseQuerySet
from reporting.states import OPEN, CaseState
from ucoc.models import BodyMember, EnforcementBody
from ucoc.queries.bodies import standings_of
from wikilearn.movement.querysets import instant
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant
from wikilearn.people.rules import has_role


class Act(StrEnum):
    """What somebody may want with a case."""

    SEE = "see"
    """Know that it exists, with its clear fields."""
    READ = "read"
    """Open what is sealed in it."""
    WORK = "work"
    """Write, ask, assign, pass on, decide: while it is open."""
    SETTLE = "settle"
    """Close, reopen, export: whatever its state, unless it was merged away."""
    TRIAGE = "triage"
    """Look after it from the desk."""


_AS_HANDLER = {Act.SEE, Act.READ, Act.WORK, Act.SETTLE}
_AS_DESK = {Act.SEE, Act.TRIAGE}
_STATES: dict[Act, frozenset[CaseState]] = {
    Act.WORK: OPEN,
    Act.SETTLE: frozenset(CaseState) - {CaseState.MERGED},
}
on_desk = has_role(Role.TRUST_AND_SAFETY)


class Reach:
    """What one person may do with which cases at one moment: for several questions of one request, asked once.

    Never kept longer: whoever is shut out in the next moment has to be asked about anew.
    """

    def __init__(self, person: Person | AnonymousUser, on: datetime | None = None) -> None:
        self._person, self._on = person, on
        self._tokens: frozenset[bytes] | None = None

    def cases(self, act: Act) -> CaseQuerySet:
        """The cases with which the person may do that."""
        person = self._person
        if not isinstance(person, Person) or not person.is_active or not person.has_two_factor:
            return Case.objects.none()
        cases = Case.objects.filter(self._not_walled(person))
        if act in _STATES:
            cases = cases.filter(state__in=_STATES[act])
        if act in _AS_DESK and on_desk(person):
            return cases
        if act in _AS_HANDLER:
            return cases.filter(_holds(person), body__in=[body.pk for body in self.bodies])
        return cases.none()

    @cached_property
    def bodies(self) -> list[EnforcementBody]:
        """The bodies that are not suspended and in which the person may take cases; one query."""
        if not isinstance(self._person, Person):
            return []
        moment = instant(self._on)
        mine = BodyMember.objects.live(moment).deciding().filter(person=self._person, body__suspended=False)
        return [standing.member.body for standing in standings_of(mine, moment) if standing.eligible]

    def _not_walled(self, person: Person) -> Q:
        if self._tokens is None:
            self._tokens = tokens_of_each([person])[person.pk]
        return ~Q(Exists(Wall.objects.filter(case=OuterRef("pk"), token__in=self._tokens)))


def may(person: Person | AnonymousUser, act: Act, case: Case, on: datetime | None = None) -> bool:
    """Whether the person may do that with the case."""
    return cases_for(person, act, on).filter(pk=case.pk).exists()


def visible_cases(person: Person | AnonymousUser, on: datetime | None = None) -> CaseQuerySet:
    """The cases that exist for the person."""
    return cases_for(person, Act.SEE, on)


def cases_for(person: Person | AnonymousUser, act: Act, on: datetime | None = None) -> CaseQuerySet:
    """The cases with which the person may do that at a moment (now, if none is given)."""
    return Reach(person, on).cases(act)


def walled_cases(person: Person) -> QuerySet[Wall, Any]:
    """The ids of the cases that do not exist for the person."""
    return Wall.objects.filter(token__in=tokens_of_each([person])[person.pk]).values("case")


def eligible_bodies(person: Person, on: datetime | None = None) -> list[int]:
    """Ids of the bodies that are not suspended and in which the person may take cases at that moment."""
    return [body.pk for body in Reach(person, on).bodies]


def desk_of(case: Case, on: datetime | None = None) -> list[Person]:
    """The people of trust and safety for whom the case exists."""
    holders = RoleGrant.objects.live().filter(role=Role.TRUST_AND_SAFETY).values("person")
    people = Person.objects.with_roles().filter(pk__in=holders, is_active=True).order_by("pk")
    return [person for person in people if may(person, Act.TRIAGE, case, on)]


def _holds(person: Person) -> Exists:
    grants = Grant.objects.live().filter(
        case=OuterRef("pk"), person=person, epoch=OuterRef("epoch"), purpose=GrantPurpose.CASE
    )
    return Exists(grants)
