"""The two sides of a match: who speaks for them, and whether they take part."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from skills_exchange.models import Match, Party, PartyBlock
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Side:
    """Where somebody stands in a match: their party, the other one, and whether theirs is the learner."""

    by_learner: bool
    party: Party
    other: Party


def parties_of(person: Person) -> QuerySet[Party]:
    """The parties that somebody speaks for: their own, and those of organisations that they coordinate."""
    led = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR)
    return Party.objects.filter(Q(person=person) | Q(organisation__in=led))


def side_of(person: Person, match: Match) -> Side | None:
    """The side that somebody speaks for; None for everybody else. Who could speak for both speaks for themself."""
    mine = {party.pk: party for party in parties_of(person).filter(pk__in=[match.learner_id, match.sharer_id])}
    sides = [Side(True, match.learner, match.sharer), Side(False, match.sharer, match.learner)]
    found = [side for side in sides if side.party.pk in mine]
    return next((side for side in found if side.party.person_id == person.pk), found[0] if found else None)


def people_of(party: Party) -> list[Person]:
    """Whom to tell what concerns a party: the person, or those who coordinate the organisation."""
    if party.person is not None:
        return [party.person] if is_live(party) else []
    members = party.organisation.memberships.live().filter(role=MemberRole.COORDINATOR)  # type: ignore[union-attr]
    return list(Person.objects.filter(pk__in=members.values("person"), is_active=True).order_by("pk"))


def is_live(party: Party) -> bool:
    """Whether the account may sign in, or the organisation is active."""
    if party.person is not None:
        return party.person.is_active and party.person.erased_at is None
    return party.organisation is not None and party.organisation.active


def is_blocked(one: Party, other: Party) -> bool:
    """Whether one of the two wants nothing to do with the other."""
    return PartyBlock.objects.filter(Q(by=one, blocked=other) | Q(by=other, blocked=one)).exists()
