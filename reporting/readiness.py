"""Who could open a case if it came to them: a live key, and a second factor to get as far as the page."""

from collections.abc import Iterable

from reporting.queries.keys import live_keys
from wikilearn.people.models import Person


def ready(people: Iterable[Person]) -> list[Person]:
    """Those of the people who can read what they are given, in their order."""
    able = list(people)
    keys = live_keys(able)
    found = Person.objects.with_roles().filter(pk__in=keys, is_active=True)
    guarded = {person.pk for person in found if person.has_two_factor}
    return [person for person in able if person.pk in guarded]
