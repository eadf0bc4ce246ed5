"""How the site looks to a person."""

from collections.abc import Sequence

from django.db import transaction

from wikilearn.people.enums import Theme
from wikilearn.people.models import Person


@transaction.atomic
def set_preferences(
    *,
    actor: Person,
    languages: Sequence[str],
    interface_language: str,
    time_zone: str,
    theme: Theme,
    named_in_credits: bool = True,
) -> Person:
    """Keep what `actor` prefers: BCP 47 tags best first, one tag or nothing, an IANA zone, colours, credit."""
    person = Person.objects.select_for_update().get(pk=actor.pk)
    person.languages = list(dict.fromkeys(languages))
    person.interface_language = interface_language
    person.time_zone = time_zone
    person.theme = theme
    person.named_in_credits = named_in_credits
    person.full_clean(exclude=["username", "password"], validate_unique=False, validate_constraints=False)
    person.save(update_fields=["languages", "interface_language", "time_zone", "theme", "named_in_credits"])
    return person


def prefer_interface_language(*, actor: Person, tag: str) -> None:
    """The pages are to be in that language (BCP 47) on every device that has not chosen another."""
    Person.objects.filter(pk=actor.pk).update(interface_language=tag)
