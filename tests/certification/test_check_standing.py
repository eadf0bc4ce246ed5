"""The check of the projection over histories with every kind of fact, in batches of any size."""

import random
import tracemalloc
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from certification.actions import project
from certification.enums import GRANTS, FactKind
from certification.models import Fact, Period
from certification.queries.projection import people_that_differ
from tests.factories.certification import noon
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
KINDS = sorted(FactKind)


def live(person, topic, dice):
    """Up to eight facts of any kind in six years; a correction is about one of those before it."""
    written = []
    for number in range(dice.randint(1, 8)):
        kind = dice.choice(KINDS) if written else FactKind.PASSED
        day = date(2020, 1, 1) + timedelta(days=dice.randint(0, 2200))
        dated = kind in (FactKind.EXTENDED, FactKind.EXEMPTED) or (kind in GRANTS and dice.random() < 0.2)
        written.append(
            Fact.objects.create(
                person=person,
                topic=topic,
                kind=kind,
                at=noon(day),
                valid_from=day if dated and kind in GRANTS else None,
                valid_until=day + timedelta(days=dice.randint(0, 800)) if dated else None,
                corrects=dice.choice(written) if kind == FactKind.CORRECTED else None,
                actor="system",
                source_key=f"{person.pk}:{topic.pk}:{number}",
            )
        )
    project(person=person, topic=topic)
    return written


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_of_fact_projects_as_it_is_checked(seed, capsys):
    dice, topics = random.Random(seed), [TopicFactory(mandatory=True) for _each in range(2)]
    kinds = set()
    for _each in range(25):
        person = PersonFactory()
        for topic in topics:
            kinds |= {fact.kind for fact in live(person, topic, dice)}
    assert kinds == set(KINDS)
    call_command("check_standing")
    assert "25 people compared, 0 ≠" in capsys.readouterr().out
    assert [list(people_that_differ(batch)) for batch in (1, 7, 1000)] == [[], [], []]
    wrong = Period.objects.standing().filter(renewed_by=None).order_by("?").first()
    Period.objects.filter(pk=wrong.pk).update(valid_until=wrong.valid_until + timedelta(days=1))
    assert [person.pk for person, _there, _should in people_that_differ(7)] == [wrong.person_id]


def test_the_check_takes_no_more_memory_for_ten_times_as_many():
    topic, dice = TopicFactory(mandatory=True), random.Random(3)
    peaks = []
    for number in (15, 135):
        for _each in range(number):
            live(PersonFactory(), topic, dice)
        list(people_that_differ(15))
        tracemalloc.start()
        assert list(people_that_differ(15)) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 4 * peaks[0]  # the longest histories differ from batch to batch; all at once would be ten times
