"""The two sides of a match: who speaks for them, and whether they take part."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from skills_exchange.models import Match, Party, PartyBlock
from skills_exchange.queries.parties import may_speak_for
from skills_exchange.querysets.parties import PartyQuerySet
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True, slots=True)
class Side:
    """Where somebody stands in a match: their party, the other one, and whether theirs is the learner."""

    by_learner: bool
    party: Party
    other: Party


def parties_of(person: Person) -> PartyQuerySet:
    """The parties that somebody speaks for: their own, and those of organisations that they coordinate."""
    led = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR)
    return Party.objects.filter(Q(person=person) | Q(organisation__in=led))


def side_of(person: "Person | AnonymousUser", match: Match) -> Side | None:
    """The side that somebody speaks for; None for everybody else. Who could speak for both speaks for themself.

    A coordinator does not speak for the organisation with somebody with whom there is a block.
    """
    sides = [Side(True, match.learner, match.sharer), Side(False, match.sharer, match.learner)]
    sides.sort(key=lambda side: side.party.person_id is None)
    return next((side for side in sides if may_speak_for(person, side.party) and not _kept_out(person, side)), None)


def _kept_out(person: "Person | AnonymousUser", side: Side) -> bool:
    return side.party.person_id is None and is_blocked(side.party, side.other, actor=person)


def meetable(person: Person, mine: Iterable[Party], *, match: str = "") -> Q:
    """The condition on matches (or on rows with one at that path) that somebody speaks for one of these sides in it.

    Asks for blocks only of those who speak for an organisation; for that it costs a query.
    """
    own = [party.pk for party in mine if party.person_id is not None]
    led = [party.pk for party in mine if party.person_id is None]
    learner, sharer = f"{match}learner__in", f"{match}sharer__in"
    found = Q(**{learner: own}) | Q(**{sharer: own})
    if led:
        apart = blocked_with(person)
        found |= Q(**{learner: led}) & ~Q(**{sharer: apart}) | Q(**{sharer: led}) & ~Q(**{learner: apart})
    return found


def people_of(party: Party, *, other: Party | None = None) -> list[Person]:
    """Whom to tell what concerns a party: the person, or those who coordinate the organisation.

    `other`: whom it is about as well; coordinators with a block between them and that party are not told.
    """
    if party.person is not None:
        return [party.person] if is_live(party) else []
    members = Membership.objects.live().filter(organisation=party.organisation, role=MemberRole.COORDINATOR)
    people = Person.objects.filter(pk__in=members.values("person"), is_active=True).order_by("pk")
    if other is not None:
        people = people.exclude(party__blocks__blocked=other).exclude(party__blocked_by__by=other)
    return list(people)


def is_live(party: Party) -> bool:
    """Whether the account may sign in, or the organisation is active."""
    if party.person is not None:
        return party.person.is_active and party.person.erased_at is None
    return party.organisation is not None and party.organisation.active


def is_blocked(one: Party, other: Party, *, actor: "Person | AnonymousUser | None" = None) -> bool:
    """Whether one of the two wants nothing to do with the other.

    `actor`: who speaks for the first; what is between that person themself and the other counts as well, so that
    nobody goes round a block as an organisation.
    """
    mine = Party.objects.filter(pk=one.pk)
    if actor is not None:
        mine |= Party.objects.of(actor)
    return PartyBlock.objects.filter(Q(by__in=mine, blocked=other) | Q(by=other, blocked__in=mine)).exists()


def blocked_with(person: Person) -> set[int]:
    """The parties that somebody has blocked for themself, or that have blocked them."""
    one, other = PartyBlock.objects.filter(by__person=person), PartyBlock.objects.filter(blocked__person=person)
    return set(one.values_list("blocked", flat=True).union(other.values_list("by", flat=True), all=True))
