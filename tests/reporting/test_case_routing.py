"""Which body reads a case: quorum, walls, suspended bodies, the way up, and what is due when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.conflicts import tokens_against
from reporting.deadlines import due, rings_next, rung_at
from reporting.models import Grant
from reporting.routing import NobodyFree, choose, plan_along
from reporting.states import OPEN, TRANSITIONS, CaseState, may_follow
from tests.factories.cases import arrived, bodies, handler, steps
from tests.factories.enforcing import BodyFactory, BodyMemberFactory, LocalBodyFactory, MemberFactFactory, member_of
from tests.factories.people import PersonFactory
from ucoc.deadlines import Calendar
from ucoc.enums import BodyKind, MemberCapacity
from ucoc.models import CaseStep as Figure


@pytest.mark.parametrize(
    ("free", "quorums", "expected"),
    [
        ([2, 5], [2, 1], 0),
        ([1, 5], [2, 1], 1),
        ([0, 0, 3], [1, 1, 3], 2),
        ([1, 2], [3, 3], 1),
        ([1, 0], [3, 3], 0),
        ([0, 0], [1, 1], None),
        ([1], [0], 0),
        ([], [], None),
    ],
)
def test_first_body_with_its_quorum_else_the_last_with_anybody(free, quorums, expected):
    assert choose(free, quorums) == expected


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), max_size=6))
def test_choice_is_never_silence_while_anybody_is_free(way):
    chosen = choose([free for free, _quorum in way], [quorum for _free, quorum in way])
    if any(free for free, _quorum in way):
        assert chosen is not None
        assert way[chosen][0] > 0
        assert all(free < quorum for free, quorum in way[:chosen])
    else:
        assert chosen is None


@pytest.mark.django_db
def test_plan_counts_only_those_who_could_open_it():
    body = LocalBodyFactory(quorum=1)
    good = handler(body)
    member_of(body, PersonFactory(two_factor=True))  # no vault
    handler(body, PersonFactory(two_factor=False))
    BodyMemberFactory(body=body, person=PersonFactory(two_factor=True))  # no agreement
    handler(body, PersonFactory(two_factor=True), capacity=MemberCapacity.OBSERVER)
    assert [person.pk for person in plan_along(steps(body)).readers] == [good.person.pk]


@pytest.mark.django_db
def test_fewer_than_the_quorum_goes_to_the_next_body_before_any_grant():
    first, last, (ada, bob), above = bodies(quorum=2)
    case = arrived(first, last, people=[ada.person]).case
    assert case.body == last
    holders = set(Grant.objects.filter(case=case).values_list("person", flat=True))
    assert holders == {vault.person.pk for vault in above}
    assert bob.person.pk not in holders
    assert Figure.objects.filter(case=case.pk, body=first).values_list("step", flat=True).get() == "all_recused"


@pytest.mark.django_db
def test_suspended_empty_and_wholly_accused_bodies_are_passed_by():
    first, last, mine, above = bodies()
    empty, suspended = LocalBodyFactory(), LocalBodyFactory(suspended=True, suspended_reason="x")
    handler(suspended)
    plan = plan_along(steps(empty, suspended, first, last), tokens=tokens_against([vault.person for vault in mine]))
    assert plan.body == last
    assert [body.pk for body in plan.skipped] == [empty.pk, suspended.pk, first.pk]
    assert {person.pk for person in plan.readers} == {vault.person.pk for vault in above}


@pytest.mark.django_db
def test_nobody_free_anywhere_is_said_and_not_kept():
    first, last, mine, above = bodies()
    everybody = [vault.person.pk for vault in [*mine, *above]]
    with pytest.raises(NobodyFree):
        plan_along(steps(first, last), walled=everybody)


@pytest.mark.django_db
def test_standby_are_the_free_ones_above_and_custodians_those_who_are_named():
    first, last, mine, (uma, ulf) = bodies(local=1)
    keeper = handler(first, PersonFactory(two_factor=True), capacity=MemberCapacity.CUSTODIAN)
    both = mine[0].person
    BodyMemberFactory(body=last, person=both)
    plan = plan_along(steps(first, last), walled=[ulf.person.pk])
    assert {person.pk for person in plan.standby} == {uma.person.pk}
    assert [person.pk for person in plan.custodians] == [keeper.person.pk]


CAIRO, NEPAL = Calendar("Africa/Cairo"), Calendar("Asia/Kathmandu")


@pytest.mark.parametrize(
    ("start", "hours", "days", "calendar", "acknowledge", "decide"),
    [
        # the clocks of Berlin go forward on 29 March 2026: 24 hours are 24 hours
        ("2026-03-28T12:00", 24, 1, Calendar("Europe/Berlin"), "2026-03-29T12:00", "2026-03-29T22:00"),
        ("2026-10-24T12:00", 24, 1, Calendar("Europe/Berlin"), "2026-10-25T12:00", "2026-10-25T23:00"),
        ("2028-02-28T12:00", 1, 1, Calendar(), "2028-02-28T13:00", "2028-03-01T00:00"),  # leap day counts
        ("2027-02-28T12:00", 1, 1, Calendar(), "2027-02-28T13:00", "2027-03-02T00:00"),
        ("2026-01-01T20:00", 1, 1, NEPAL, "2026-01-01T21:00", "2026-01-03T18:15"),
        # in Cairo 24 April 2026 begins at one o'clock
        ("2026-04-22T12:00", 1, 1, CAIRO, "2026-04-22T13:00", "2026-04-23T22:00"),
        # a decision is never due before the receipt
        ("2026-01-01T00:30", 72, 1, Calendar(), "2026-01-04T00:30", "2026-01-04T00:30"),
        # Saturday moves on to Monday
        ("2026-01-02T12:00", 1, 1, Calendar("UTC", frozenset({1, 2, 3, 4, 5})), "2026-01-02T13:00", "2026-01-06T00:00"),
    ],
)
def test_deadlines_follow_the_clock_and_the_calendar_of_the_body(start, hours, days, calendar, acknowledge, decide):
    def at(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    found = due(at(start), hours=hours, days=days, calendar=calendar)
    assert (found.acknowledge_by, found.decide_by) == (at(acknowledge), at(decide))


@pytest.mark.parametrize(("minutes", "rung"), [(0, 0), (14.9, 0), (15, 1), (29, 1), (30, 2), (-5, 0)])
def test_alarms_climb_by_the_minute(minutes, rung):
    raised = datetime(2026, 3, 29, 0, 55, tzinfo=UTC)
    assert rung_at(raised, raised + timedelta(minutes=minutes)) == rung
    assert rings_next(raised) == raised + timedelta(minutes=5)


def test_states_have_no_way_out_of_merged_and_none_into_nowhere():
    assert set(TRANSITIONS) == set(CaseState)
    assert not TRANSITIONS[CaseState.MERGED]
    assert not may_follow("closed", "decided")
    assert not may_follow("decided", "in_work")
    assert may_follow("closed", "reopened")
    for state in OPEN:
        assert TRANSITIONS[state] & {CaseState.CLOSED, CaseState.IN_WORK, CaseState.READING, CaseState.DECIDED}


@pytest.mark.django_db
def test_members_of_tomorrow_and_yesterday_are_no_readers():
    body = BodyFactory(kind=BodyKind.U4C)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    past = handler(body, since=datetime(2025, 1, 1, tzinfo=UTC), until=now - timedelta(days=1))
    future = handler(body, since=now + timedelta(days=1))
    present = handler(body)
    MemberFactFactory(person=present.person, on=date(2026, 1, 1))
    readers = {person.pk for person in plan_along(steps(body), on=now).readers}
    assert readers == {present.person.pk}
    assert past.person.pk not in readers
    assert future.person.pk not in readers
