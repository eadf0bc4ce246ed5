"""What a person wants to be told how."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from wikilearn.notices import kinds
from wikilearn.notices.models import Bounce, EmailOptOut, Notice, Preference, WikiAddress
from wikilearn.people.models import Person

SOFT_BOUNCES = 3
"""After so many e-mails that came back for the time being, no more are sent to an address."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The ways in which notices of a kind reach a person."""

    on_site: bool = True
    email: bool = True


def channels_of(person: Person, kind: str) -> Channels:
    """How the person wants notices of that kind, whether or not there is an address to write to."""
    return channels_of_each([person], kind)[person.pk]


def channels_of_each(people: Iterable[Person], kind: str) -> dict[int, Channels]:
    """How each of the people, by primary key, wants notices of that kind; two queries."""
    keys = {person.pk for person in people}
    wanted = {each.person_id: each for each in Preference.objects.filter(person__in=keys, kind=kind)}
    out = set(EmailOptOut.objects.filter(person__in=keys).values_list("person_id", flat=True))
    optional = kinds.get(kind).optional
    return {
        key: Channels(
            on_site=key not in wanted or wanted[key].on_site or not optional,
            email=key not in out and (key not in wanted or wanted[key].email),
        )
        for key in keys
    }


def wants_no_email(person: Person) -> bool:
    """The person has switched off all e-mail notices."""
    return EmailOptOut.objects.filter(person=person).exists()


def preferences_of(person: Person) -> dict[str, Channels]:
    """Kind → channels for every registered kind, without regard to `wants_no_email`."""
    stored = {each.kind: each for each in Preference.objects.filter(person=person)}
    return {
        kind.kind: Channels(
            on_site=kind.kind not in stored or stored[kind.kind].on_site or not kind.optional,
            email=kind.kind not in stored or stored[kind.kind].email,
        )
        for kind in kinds.registered()
    }


def unread_count(person: Person) -> int:
    """How many notices wait for the person on the site."""
    return Notice.objects.shown_to(person).unread().count()


def hash_of(address: str) -> str:
    """How a bounce remembers the address that it is about."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def unreachable(people: Iterable[Person]) -> set[int]:
    """Primary keys of those without an e-mail address that accepts mail; one query."""
    people = list(people)
    bounced = Bounce.objects.filter(Q(for_good=True) | Q(times__gte=SOFT_BOUNCES), person__in=people)
    hashes = dict(bounced.values_list("person_id", "address_hash"))
    return {
        person.pk
        for person in people
        if not person.email or (person.pk in hashes and hashes[person.pk] == hash_of(person.email))
    }


def wiki_ways(people: Iterable[Person], kind: str) -> set[int]:
    """Primary keys of those who are told of that kind on a wiki too: they gave one, and their account is linked."""
    if not kinds.get(kind).on_wiki or not settings.MEDIAWIKI_BOT_TOKEN:
        return set()
    linked = [person.pk for person in people if person.central_id is not None and person.is_active]
    return set(WikiAddress.objects.filter(person__in=linked).values_list("person_id", flat=True))
