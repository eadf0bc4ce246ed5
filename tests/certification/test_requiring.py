"""Reference data of requirements, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from certification.actions import load_requirements
from certification.models import Requirement
from tests.factories.certification import RequirementFactory
from tests.factories.courses import TopicFactory
from tests.factories.movement import RightFactory

pytestmark = pytest.mark.django_db


def test_load_requirements_adds_what_is_missing_and_nothing_twice():
    topics = [TopicFactory(key=f"topic-{number}", mandatory=True) for number in range(7)]
    TopicFactory(mandatory=False)
    sysop, _checkuser = RightFactory(key="sysop"), RightFactory(key="checkuser", sees_nonpublic=True)
    RightFactory(key="rollbacker")
    RequirementFactory(right=sysop, topic=topics[0])
    assert (load_requirements().created, load_requirements().created) == (13, 0)
    assert set(Requirement.objects.values_list("right__key", flat=True)) == {"sysop", "checkuser"}
    assert Requirement.objects.filter(in_force_from=date(2026, 7, 1), transition_ends=date(2027, 1, 1)).count() == 13


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (date(2026, 8, 31), date(2027, 2, 27), False),
        (date(2026, 8, 31), date(2027, 2, 28), True),
        (date(2026, 1, 1), date(2026, 6, 30), False),
    ],
)
def test_database_keeps_six_months_of_transition(start, end, kept):
    if kept:
        assert RequirementFactory(in_force_from=start, transition_ends=end).pk
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            RequirementFactory(in_force_from=start, transition_ends=end)


def test_database_keeps_versions_apart_unchanged_and_for_ever():
    old = RequirementFactory(in_force_until=date(2025, 1, 1))
    more = {"right": old.right, "topic": old.topic, "transition_ends": date(2026, 1, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        RequirementFactory(in_force_from=date(2024, 12, 31), **more)
    RequirementFactory(in_force_from=date(2025, 1, 1), **more)
    with pytest.raises(DatabaseError), transaction.atomic():
        Requirement.objects.filter(pk=old.pk).update(validity_months=12)
    with pytest.raises(DatabaseError), transaction.atomic():
        old.delete()
