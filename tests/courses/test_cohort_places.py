"""Places in a cohort: taken, waited for, offered, given up; never more than there are."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import personal_data
from courses.actions.cohort_places import (
    confirm_place,
    decide_application,
    join_cohort,
    lapse_offers,
    leave_cohort,
    remove_member,
)
from courses.actions.cohorts import change_cohort
from courses.enums import Admission, CohortState, MemberState
from courses.errors import NotYours, WrongState
from courses.models import Cohort, CohortMember, Enrolment
from courses.tasks import lapse_cohort_offers
from tests.factories.cohorts import CohortFactory, PlaceFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError
from wikilearn.notices.models import Notice
from wikilearn.people.actions.erasing import erase_person

pytestmark = pytest.mark.django_db


def states(cohort):
    return list(cohort.members.order_by("queued_at", "id").values_list("state", flat=True))


def told(person):
    return [notice.context["state"] for notice in Notice.objects.filter(person=person).order_by("pk")]


def test_joining_takes_a_free_place_and_enrols_in_the_course():
    cohort, person = CohortFactory(), PersonFactory()
    place = join_cohort(actor=person, cohort=cohort)
    assert place.state == MemberState.MEMBER
    assert Enrolment.objects.filter(person=person, course=cohort.course).exists()
    assert Event.objects.filter(action="cohort.place_changed", target=cohort.reference).count() == 1


def test_joining_twice_is_joining_once():
    cohort, person = CohortFactory(), PersonFactory()
    assert join_cohort(actor=person, cohort=cohort) == join_cohort(actor=person, cohort=cohort)
    assert cohort.members.count() == 1


def test_full_cohort_has_a_waiting_list_and_who_leaves_makes_room():
    cohort = CohortFactory(capacity=1)
    first, second, third = PersonFactory.create_batch(3)
    place = join_cohort(actor=first, cohort=cohort)
    join_cohort(actor=second, cohort=cohort)
    join_cohort(actor=third, cohort=cohort)
    assert states(cohort) == ["member", "waiting", "waiting"]
    leave_cohort(actor=first, place=place)
    assert states(cohort) == ["left", "offered", "waiting"]
    offered = cohort.members.get(person=second)
    assert timedelta(hours=47) < offered.confirm_before - timezone.now() <= timedelta(hours=48)
    assert told(second) == ["offered"]
    confirm_place(actor=second, place=offered)
    assert states(cohort) == ["left", "member", "waiting"]


def test_free_place_is_not_taken_past_those_who_wait():
    cohort = CohortFactory(capacity=2)
    PlaceFactory(cohort=cohort)
    PlaceFactory(cohort=cohort, state=MemberState.WAITING)
    assert join_cohort(actor=PersonFactory(), cohort=cohort).state == MemberState.WAITING


def test_offer_that_is_not_confirmed_goes_to_the_next():
    cohort = CohortFactory(capacity=1)
    late = PlaceFactory(cohort=cohort, state=MemberState.OFFERED, confirm_before=timezone.now() - timedelta(minutes=1))
    waiting = PlaceFactory(cohort=cohort, state=MemberState.WAITING)
    with pytest.raises(WrongState):
        confirm_place(actor=late.person, place=late)
    lapse_cohort_offers()
    assert states(cohort) == ["lapsed", "offered"]
    assert (told(late.person), told(waiting.person)) == (["lapsed"], ["offered"])
    assert lapse_offers(cohort=cohort) == 0


def test_more_places_are_offered_to_those_who_wait_and_fewer_than_taken_are_refused():
    leader = PersonFactory()
    cohort = CohortFactory(capacity=1, facilitator=leader)
    PlaceFactory(cohort=cohort)
    PlaceFactory.create_batch(3, cohort=cohort, state=MemberState.WAITING)
    change_cohort(actor=leader, cohort=cohort, facilitators=[leader], capacity=3)
    assert states(cohort) == ["member", "offered", "offered", "waiting"]
    with pytest.raises(DomainError) as refusal:
        change_cohort(actor=leader, cohort=cohort, facilitators=[leader], capacity=2)
    assert refusal.value.field == "capacity"


def test_application_is_decided_by_facilitators_and_its_words_are_forgotten():
    leader = PersonFactory()
    cohort = CohortFactory(admission=Admission.APPLICATION, capacity=1, facilitator=leader)
    places = [join_cohort(actor=PersonFactory(), cohort=cohort, note="Because") for _ in range(3)]
    assert {place.state for place in places} == {MemberState.APPLIED}
    with pytest.raises(NotYours):
        decide_application(actor=places[0].person, place=places[0], admit=True)
    assert decide_application(actor=leader, place=places[0], admit=True).state == MemberState.MEMBER
    assert decide_application(actor=leader, place=places[1], admit=True).state == MemberState.WAITING
    assert decide_application(actor=leader, place=places[2], admit=False).state == MemberState.DECLINED
    assert set(cohort.members.values_list("note", flat=True)) == {""}
    assert [told(place.person) for place in places] == [["member"], ["waiting"], ["declined"]]
    with pytest.raises(WrongState):
        decide_application(actor=leader, place=places[0], admit=False)


def test_who_was_removed_or_declined_cannot_come_back_and_who_left_can():
    leader = PersonFactory()
    cohort = CohortFactory(facilitator=leader)
    place = PlaceFactory(cohort=cohort)
    remove_member(actor=leader, place=place)
    with pytest.raises(NotYours):
        join_cohort(actor=place.person, cohort=cohort)
    gone = PlaceFactory(cohort=cohort, state=MemberState.LEFT)
    assert join_cohort(actor=gone.person, cohort=cohort).state == MemberState.MEMBER


@pytest.mark.parametrize(
    "fields",
    [
        {"state": CohortState.CLOSED},
        {"state": CohortState.CANCELLED},
        {"enrols_from": timezone.now() + timedelta(days=2)},
        {"enrols_until": timezone.now() - timedelta(hours=1)},
    ],
)
def test_joining_outside_the_window_is_refused(fields):
    cohort = CohortFactory(**fields)
    with pytest.raises(WrongState):
        join_cohort(actor=PersonFactory(), cohort=cohort)


@pytest.mark.parametrize("action", [leave_cohort, confirm_place])
def test_place_of_somebody_else_is_theirs(action):
    with pytest.raises(NotYours):
        action(actor=PersonFactory(), place=PlaceFactory(state=MemberState.OFFERED))


def test_database_refuses_one_too_many():
    cohort = CohortFactory(capacity=1)
    PlaceFactory(cohort=cohort)
    with pytest.raises(IntegrityError, match="all places"), transaction.atomic():
        PlaceFactory(cohort=cohort, state=MemberState.OFFERED)
    waiting = PlaceFactory(cohort=cohort, state=MemberState.WAITING)
    with pytest.raises(IntegrityError, match="all places"), transaction.atomic():
        CohortMember.objects.filter(pk=waiting.pk).update(state=MemberState.MEMBER)


def test_export_and_erasure_of_a_member_let_the_next_move_up():
    cohort = CohortFactory(capacity=1)
    place = PlaceFactory(cohort=cohort)
    PlaceFactory(cohort=cohort, state=MemberState.WAITING)
    assert personal_data.export(place.person)["cohorts"]["places"][0]["cohort"] == cohort.title
    erase_person(actor=place.person, person=place.person)
    assert states(cohort) == ["offered"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "confirm", "lapse", "erase"]), st.integers(0, 4)), max_size=14
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(capacity=st.integers(1, 3), steps=STEPS)
def test_no_course_of_events_fills_more_places_than_there_are(capacity, steps):
    """And no place stays free while somebody waits."""
    with transaction.atomic():
        cohort = CohortFactory(capacity=capacity)
        people = PersonFactory.create_batch(5)
        for step, number in steps:
            place = cohort.members.filter(person=people[number]).first()
            if step == "join":
                join_cohort(actor=people[number], cohort=cohort)
            elif step == "leave" and place:
                leave_cohort(actor=people[number], place=place)
            elif step == "confirm" and place and place.state == MemberState.OFFERED:
                confirm_place(actor=people[number], place=place)
            elif step == "lapse" and place and place.state == MemberState.OFFERED:
                CohortMember.objects.filter(pk=place.pk).update(confirm_before=timezone.now())
                lapse_offers(cohort=cohort)
            taken = cohort.members.seated().count()
            assert taken <= capacity
            assert taken == capacity or not cohort.members.waiting().exists()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_one_place():
    cohort = CohortFactory(capacity=1)
    people = PersonFactory.create_batch(4)
    start = threading.Barrier(len(people))

    def join(person):
        try:
            start.wait(timeout=60)
            join_cohort(actor=person, cohort=Cohort.objects.get(pk=cohort.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(states(cohort)) == ["member", "waiting", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_trigger_counts_what_another_transaction_has_just_written():
    """Two writers that know nothing of the lock in the actions."""
    cohort = CohortFactory(capacity=1)
    places = PlaceFactory.create_batch(2, cohort=cohort, state=MemberState.WAITING)
    start, refused = threading.Barrier(2), []

    def seat(place):
        try:
            start.wait(timeout=60)
            with transaction.atomic():
                CohortMember.objects.filter(pk=place.pk).update(state=MemberState.MEMBER)
        except IntegrityError:
            refused.append(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=seat, args=[place]) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
    assert sorted(states(cohort)) == ["member", "waiting"]
