"""Who may take cases of a body: one row for each fact that it depends on."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.enforcing import BodyFactory, BodyMemberFactory, LocalBodyFactory, MemberFactFactory, member_of
from tests.factories.movement import HoldingFactory, RightFactory
from tests.factories.people import PersonFactory
from ucoc.enums import MemberCapacity, MemberFactKind, Obstacle
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import eligible_by_body, eligible_members, member_standings

DAY = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


def obstacles(body: EnforcementBody, on: date = DAY) -> list[list[str]]:
    return [list(standing.obstacles) for standing in member_standings(body, on)]


def test_a_member_with_everything_in_order_is_eligible():
    body = BodyFactory()
    person = member_of(body)
    assert eligible_members(body, DAY) == [person]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), None, True),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), None, True),
        (datetime(2026, 6, 2, tzinfo=UTC), None, False),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, 12, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC), True),
    ],
)
def test_the_term_decides(since, until, expected):
    body = BodyFactory()
    member_of(body, since=since, until=until)
    assert bool(eligible_members(body, DAY)) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], [Obstacle.AGREEMENT]),
        ([("agreement", date(2026, 6, 1))], []),
        ([("agreement", date(2026, 6, 2))], [Obstacle.AGREEMENT]),
        ([("agreement", date(2026, 1, 1)), ("agreement_ended", date(2026, 5, 1))], [Obstacle.AGREEMENT]),
        (
            [("agreement", date(2026, 1, 1)), ("agreement_ended", date(2026, 2, 1)), ("agreement", date(2026, 3, 1))],
            [],
        ),
    ],
)
def test_the_confidentiality_agreement_decides(facts, expected):
    body = BodyFactory()
    member = BodyMemberFactory(body=body)
    for kind, on in facts:
        MemberFactFactory(person=member.person, kind=kind, on=on)
    assert obstacles(body) == [expected]


def test_a_body_may_do_without_the_agreement_but_not_below_its_right():
    open_body = BodyFactory(kind="event_team", slug="a", needs_agreement=False, organisation=_organisation())
    BodyMemberFactory(body=open_body)
    assert obstacles(open_body) == [[]]
    right = RightFactory(needs_confidentiality_agreement=True)
    strict = LocalBodyFactory(needs_agreement=False, right=right)
    BodyMemberFactory(body=strict)
    assert obstacles(strict) == [[Obstacle.AGREEMENT]]


def _organisation():
    from tests.factories.movement import OrganisationFactory

    return OrganisationFactory()


@pytest.mark.parametrize(
    ("of_right", "of_body", "confirmed", "expected"),
    [
        (None, None, None, []),
        (18, None, None, [Obstacle.AGE]),
        (18, None, 16, [Obstacle.AGE]),
        (18, None, 18, []),
        (None, 16, None, [Obstacle.AGE]),
        (16, 18, 16, [Obstacle.AGE]),
        (16, None, 18, []),
    ],
)
def test_the_age_gate_is_that_of_the_right_or_of_the_body(of_right, of_body, confirmed, expected):
    body = LocalBodyFactory(right=RightFactory(minimum_age=of_right), minimum_age=of_body)
    person = member_of(body)
    if confirmed:
        MemberFactFactory(person=person, kind=MemberFactKind.OF_AGE, age=confirmed)
    assert obstacles(body) == [expected]


@pytest.mark.parametrize(("passed", "expected"), [(None, False), (date(2026, 5, 1), True), (date(2024, 1, 1), False)])
def test_the_training_of_the_right_decides(passed, expected):
    topic, right = TopicFactory(mandatory=True), RightFactory()
    RequirementFactory(right=right, topic=topic)
    body = LocalBodyFactory(right=right)
    person = member_of(body)
    if passed:
        certify(person, topic, passed)
    assert (eligible_members(body, DAY) == [person]) is expected


@pytest.mark.parametrize(("passed", "expected"), [(None, [Obstacle.TRAINING]), (date(2026, 5, 1), [])])
def test_the_trainings_of_the_body_decide(passed, expected):
    topic, body = TopicFactory(mandatory=True), BodyFactory()
    body.topics.add(topic)
    person = member_of(body)
    if passed:
        certify(person, topic, passed)
    assert obstacles(body) == [expected]


def test_a_right_known_to_have_ended_stops_and_one_never_heard_of_does_not():
    right = RightFactory()
    body = LocalBodyFactory(right=right)
    person = member_of(body)
    assert obstacles(body) == [[]]
    HoldingFactory(
        right=right,
        wiki=body.wiki,
        person=person,
        username=person.username,
        since=datetime(2025, 1, 1, tzinfo=UTC),
        until=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert obstacles(body) == [[Obstacle.RIGHT]]


def test_observers_and_closed_accounts_have_no_part():
    body = BodyFactory()
    member_of(body, capacity=MemberCapacity.OBSERVER)
    member_of(body, PersonFactory(is_active=False))
    assert obstacles(body) == [[Obstacle.OBSERVER], [Obstacle.ACCOUNT]]


def test_custodians_are_members_too():
    body = BodyFactory()
    plain, keeper = member_of(body), member_of(body, capacity=MemberCapacity.CUSTODIAN)
    assert eligible_members(body, DAY) == [plain, keeper]


@pytest.mark.parametrize("bodies", [1, 8])
def test_all_bodies_are_answered_by_one_query(django_assert_num_queries, bodies):
    for _ in range(bodies):
        member_of(LocalBodyFactory(right=RightFactory()))
    with django_assert_num_queries(1):
        assert len(eligible_by_body(None, DAY)) == bodies
