"""Who could open a case if it came to them: a live key, and a second factor to get as far as the page."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from reporting.models import KeyLogEntry
from reporting.queries.keys import live_keys
from wikilearn.people.models import SECOND_FACTORS, Person


def ready(people: Iterable[Person]) -> list[Person]:
    """Those of the people who can read what they are given, in their order."""
    able = list(people)
    keys = ready_keys(able)
    return [person for person in able if person.pk in keys]


def ready_keys(people: Iterable[Person]) -> dict[int, KeyLogEntry]:
    """The live keys of those who can read what they are given, by person id; two queries."""
    keys = live_keys(people)
    factors = Authenticator.objects.filter(user__in=keys, user__is_active=True, type__in=SECOND_FACTORS)
    guarded = set(factors.values_list("user_id", flat=True))
    return {person: entry for person, entry in keys.items() if person in guarded}
