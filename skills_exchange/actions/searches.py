"""Keeping searches, and telling their people who is new."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from skills_exchange.errors import SkillRefused
from skills_exchange.models import SavedSearch
from skills_exchange.queries.people import fitting_claims, hunt_for, reader_of
from skills_exchange.queries.wishes import Wish, query_of, read_wish
from skills_exchange.wiring_skills import NEW_PEOPLE
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

MOST_SEARCHES = 20
EVERY = timedelta(hours=22)
"""So long at least between two looks at one search; the sweep runs more often."""


@transaction.atomic
def save_search(*, actor: Person, wish: Wish, title: str, notify: bool = True) -> SavedSearch:
    """Keep a search; the same one again is renamed. `SkillRefused` for too many."""
    Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    query = query_of(wish)
    mine = SavedSearch.objects.filter(person=actor)
    if not mine.filter(query=query).exists() and mine.count() >= MOST_SEARCHES:
        raise SkillRefused(_("You keep many searches already. Please delete one that you no longer need."))
    saved, _created = SavedSearch.objects.update_or_create(
        person=actor, query=query, defaults={"title": title, "notify": notify}
    )
    return saved


@transaction.atomic
def change_search(*, actor: Person, search: SavedSearch, notify: bool) -> None:
    """Be told of new people, or no longer. From then on: who came before is not told later."""
    SavedSearch.objects.filter(pk=search.pk, person=actor).update(notify=notify, told_at=timezone.now())


@transaction.atomic
def forget_search(*, actor: Person, search: SavedSearch) -> None:
    """Delete a search; twice changes nothing."""
    SavedSearch.objects.filter(pk=search.pk, person=actor).delete()


@transaction.atomic
def tell_new_people(*, person: Person, at: datetime | None = None) -> int:
    """Tell a person in one notice how many new people fit their searches that are due; gives how many.

    Somebody is new if their claim was made after the last look. Running twice tells once.
    """
    at = at or timezone.now()
    due = SavedSearch.objects.filter(person=person, notify=True, told_at__lte=at - EVERY)
    searches = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    told = [(search, number) for search in searches if (number := new_since(search, person, at))]
    for search in searches:
        search.told_at = at
    SavedSearch.objects.bulk_update(searches, ["told_at"])
    total = sum(number for _search, number in told)
    if told and person.is_active:
        notify(
            person=person,
            kind=NEW_PEOPLE,
            context={
                "total": total,
                "searches": [{"title": search.title, "number": number} for search, number in told],
            },
            url=reverse("skills_exchange:saved_searches"),
            key=f"skills:searches:{at:%Y-%m-%dT%H:%M:%S}",
        )
    return total


def tell_new_people_who_are_due(*, at: datetime | None = None) -> int:
    """Look at every search that is due, each person in a transaction of its own; gives how many were told."""
    at = at or timezone.now()
    due = SavedSearch.objects.filter(notify=True, told_at__lte=at - EVERY).values("person").distinct()
    people = Person.objects.filter(pk__in=due, is_active=True).order_by("pk")
    return sum(bool(tell_new_people(person=person, at=at)) for person in people.iterator())


def new_since(search: SavedSearch, person: Person, at: datetime) -> int:
    """How many parties fit the search by a claim that was made after the last look and up to `at`."""
    with translation.override(person.interface_language or "en"):
        hunt = hunt_for(read_wish(QueryDict(search.query)), reader_of(person))
    new = fitting_claims(hunt).filter(created_at__gt=search.told_at, created_at__lte=at)
    return new.values("party").distinct().count()
