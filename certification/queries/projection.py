"""How the projected periods compare with the facts."""

from collections.abc import Iterator
from itertools import zip_longest

from django.db.models import QuerySet

from certification.models import Fact, Period
from certification.periods import FactRow, Span, fold
from wikilearn.people.models import Person

Projected = set[tuple[str, Span, bool]]
"""Topic, stretch, and whether another follows without a gap."""


def people_that_differ(batch: int = 1_000) -> Iterator[tuple[Person, Projected, Projected]]:
    """People whose periods are not what their facts amount to, with what is there and what should be.

    Goes through everybody with a fact or a period in batches, so memory stays the same however many there are.
    """
    last = 0
    while people := list(_people_after(last)[:batch]):
        last = people[-1].pk
        facts = Fact.objects.of_people(person.pk for person in people).rows_by_person()
        there: dict[int, Projected] = {}
        periods = Period.objects.standing().filter(person__in=people).order_by()
        columns = ("person_id", "topic__key", "valid_from", "valid_until", "fact_id", "piece", "renewed_by_id")
        for person_id, topic, *span, renewed_by in periods.values_list(*columns):
            there.setdefault(person_id, set()).add((topic, Span(*span), renewed_by is not None))
        for person in people:
            by_topic: dict[str, list[FactRow]] = {}
            for fact in facts.get(person.pk, []):
                by_topic.setdefault(fact.topic, []).append(fact)
            should = {
                (topic, span, later is not None and (later.valid_from - span.valid_until).days == 1)
                for topic, rows in by_topic.items()
                for spans in [fold(rows).spans]
                for span, later in zip_longest(spans, spans[1:])
            }
            if should != there.get(person.pk, set()):
                yield person, there.get(person.pk, set()), should


def people_compared() -> int:
    """How many people have a fact or a period."""
    return _people_after(0).count()


def _people_after(pk: int) -> QuerySet[Person]:
    known = Fact.objects.values("person_id").union(Period.objects.values("person_id"))
    return Person.objects.filter(pk__gt=pk, pk__in=known).order_by("pk")
