"""Telling people, once, that what they said of themselves is to be confirmed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse

from skills_exchange.models import Party, SkillClaim
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

ENDING = "skill_claims_ending"
DAYS_BEFORE = 21
ALONG = 60
"""Claims that end within so many days after the first are told of together with it."""
BATCH = 200


def remind_of_claims(on: date | None = None) -> int:
    """Remind those whose claims end in three weeks; a second run tells nobody. Gives how many people were told."""
    on = on or today()
    told, after = 0, 0
    while part := list(_due(on).filter(pk__gt=after).order_by("pk")[:BATCH]):
        told += _remind(part, on)
        after = part[-1].pk
    return told


def _due(on: date) -> QuerySet[Party]:
    claims = _waiting(on).filter(valid_until__lte=on + timedelta(days=DAYS_BEFORE))
    return Party.objects.with_names().filter(pk__in=claims.values("party"))


def _waiting(on: date) -> QuerySet[SkillClaim]:
    """Claims that count and whose owner was not reminded of their present end."""
    unsaid = Q(reminded_for=None) | ~Q(reminded_for=F("valid_until"))
    return SkillClaim.objects.confirmable().filter(unsaid, valid_until__gte=on)


@transaction.atomic
def _remind(parties: list[Party], on: date) -> int:
    claims = _waiting(on).filter(party__in=parties, valid_until__lte=on + timedelta(days=DAYS_BEFORE + ALONG))
    first = dict(claims.order_by().values_list("party").annotate(first=Min("valid_until")))
    coordinators = _coordinators(parties)
    notes = [
        Note(
            person=person,
            context={"until": first[party.pk], "organisation": party.name if party.organisation_id else ""},
            url=_address(party),
            key=f"{ENDING}:{party.uid}:{first[party.pk].isoformat()}",
        )
        for party in parties
        if party.pk in first
        for person in _speakers(party, coordinators)
    ]
    notify_each(kind=ENDING, notes=notes)
    SkillClaim.objects.filter(pk__in=list(claims.values_list("pk", flat=True))).update(reminded_for=F("valid_until"))
    return len(notes)


def _address(party: Party) -> str:
    if party.organisation is not None:
        return reverse("skills_exchange:of_confirm", args=[party.organisation.slug])
    return reverse("skills_exchange:me_confirm")


def _speakers(party: Party, coordinators: dict[int, list[Person]]) -> Iterator[Person]:
    if party.person is not None and party.person.is_active:
        yield party.person
    elif party.organisation is not None and party.organisation.active:
        yield from coordinators.get(party.organisation.pk, [])


def _coordinators(parties: list[Party]) -> dict[int, list[Person]]:
    """By organisation, who speaks for it."""
    found: dict[int, list[Person]] = {}
    rows = Membership.objects.live().filter(
        organisation__in=[party.organisation_id for party in parties if party.organisation_id],
        role=MemberRole.COORDINATOR,
        person__is_active=True,
    )
    for row in rows.select_related("person"):
        found.setdefault(row.organisation_id, []).append(row.person)
    return found
