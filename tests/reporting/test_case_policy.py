"""Walls and the one policy function: who gets a case, asked in many ways, and what the attacks on it get."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reporting.actions.sealing import grant_case, open_case_file, unlock_case
from reporting.conflicts import folded, tokens_against, tokens_near, tokens_to_wall
from reporting.enums import GrantPurpose
from reporting.errors import NotLive
from reporting.models import Grant, Relation, Wall
from reporting.policy import Act, Reach, cases_for, may, visible_cases
from tests.factories.case_rows import CaseFactory
from tests.factories.cases import arrived, bodies, handler
from tests.factories.enforcing import BodyFactory, LocalBodyFactory, MemberFactFactory, member_of
from tests.factories.people import PersonFactory
from tests.factories.reporting import vault_for
from ucoc.enums import BodyKind, MemberFactKind
from ucoc.models import BodyMember
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db


def test_handler_reads_and_works_and_nobody_else_does():
    first, last, (ada, bob), (uma, _ulf) = bodies()
    case = arrived(first, last).case
    stranger, boss = PersonFactory(two_factor=True), PersonFactory(two_factor=True, is_superuser=True, is_staff=True)
    desk = PersonFactory(role=Role.TRUST_AND_SAFETY)
    table = {ada.person: "srws", bob.person: "srws", uma.person: "", stranger: "", boss: "", desk: "st"}
    for person, acts in table.items():
        got = "".join(act.value[0] for act in Act if may(person, act, case))
        assert got == acts, person


@pytest.mark.parametrize("act", Act)
def test_nobody_signed_out_inactive_or_without_two_factor_gets_anything(act):
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import AnonymousUser

    first, last, (ada, bob), _above = bodies()
    arrived(first, last)
    Person.objects.filter(pk=ada.person.pk).update(is_active=False)
    Authenticator.objects.filter(user=bob.person).delete()
    people = [Person.objects.get(pk=ada.person.pk), Person.objects.get(pk=bob.person.pk)]
    for person in [*people, AnonymousUser()]:
        assert not cases_for(person, act).exists()


def test_accused_handler_cannot_tell_the_case_from_none():
    first, last, (ada, *_rest), _above = bodies(local=3)
    case = arrived(first, last, people=[ada.person]).case
    assert not Grant.objects.filter(person=ada.person).exists()
    assert not visible_cases(ada.person).exists()
    assert case.body == first


@pytest.mark.parametrize("name", ["ada wong", " Ada_Wong ", "Аda Wong", "ADA WONG", "Ada\u200e Wong", "Ada W0ng"])
def test_accused_is_recognised_under_any_spelling(name):
    first, last, (_one, *_rest), _above = bodies(local=2)
    ada = handler(first, PersonFactory(username="Ada Wong", two_factor=True))
    arrived(first, last, names=[name])
    assert not Grant.objects.filter(person=ada.person).exists()


def test_accused_who_joins_the_body_later_gets_nothing_even_with_a_grant():
    first, last, (ada, _bob), _above = bodies()
    opened = arrived(first, last, names=["Mallory"])
    mallory = handler(first, PersonFactory(username="Mallory", two_factor=True))
    unlocked = unlock_case(case=opened.case, vault=ada)
    with pytest.raises(NotLive):
        grant_case(actor=ada.person, open_case=unlocked, person=mallory.person)
    row = Grant.objects.get(case=opened.case, person=ada.person, purpose=GrantPurpose.CASE)
    row.pk, row.person = None, mallory.person
    row.save(force_insert=True)
    assert not any(may(mallory.person, act, opened.case) for act in Act)
    assert may(ada.person, Act.READ, opened.case)


def test_second_account_with_the_same_address_and_declared_ones_are_walled():
    first, last, _handlers, _above = bodies()
    accused = PersonFactory(email="one@example.org")
    double = handler(first, PersonFactory(email="One@example.org ", two_factor=True))
    close = handler(first, PersonFactory(two_factor=True))
    Relation.objects.create(person=close.person, tokens=sorted(tokens_near(accused.username)), sealed_name="x")
    case = arrived(first, last, people=[accused]).case
    for walled in (double, close):
        assert not Grant.objects.filter(person=walled.person).exists()
        assert not may(walled.person, Act.SEE, case)


def test_declared_relation_of_the_accused_walls_the_other_too():
    first, last, (ada, *_more), _above = bodies(local=3)
    accused = PersonFactory()
    Relation.objects.create(person=accused, tokens=sorted(tokens_near(ada.person.username)), sealed_name="x")
    case = arrived(first, last, people=[accused]).case
    assert not may(ada.person, Act.SEE, case)


def test_walls_against_one_human_leave_those_close_to_them():
    first, last, (ada, bob, _cy), _above = bodies(local=3)
    Relation.objects.create(person=bob.person, tokens=sorted(tokens_near(ada.person.username)), sealed_name="x")
    case = arrived(first, last).case
    Wall.objects.bulk_create(Wall(case=case, token=token) for token in tokens_against([ada.person]))
    assert not may(ada.person, Act.SEE, case)
    assert may(bob.person, Act.READ, case)


def test_accused_of_the_desk_sees_nothing_in_triage():
    first, last, _handlers, _above = bodies()
    accused, other = PersonFactory(role=Role.TRUST_AND_SAFETY), PersonFactory(role=Role.TRUST_AND_SAFETY)
    arrived(first, last, people=[accused])
    assert not cases_for(accused, Act.TRIAGE).exists()
    assert cases_for(other, Act.TRIAGE).count() == 1


def test_access_ends_with_the_term_the_agreement_and_the_body():
    first, last, (ada, bob, cy), _above = bodies(local=3)
    case = arrived(first, last).case
    BodyMember.objects.filter(person=ada.person).update(until=timezone.now() - timedelta(seconds=1))
    MemberFactFactory(person=bob.person, kind=MemberFactKind.AGREEMENT_ENDED, on=timezone.now().date())
    assert not may(ada.person, Act.SEE, case)
    assert not may(bob.person, Act.SEE, case)
    assert may(cy.person, Act.READ, case)
    first.suspended, first.suspended_reason = True, "It does not act"
    first.save()
    assert not may(cy.person, Act.SEE, case)


def test_old_epoch_and_held_grants_open_nothing():
    first, last, (ada, _bob), (uma, _ulf) = bodies()
    case = arrived(first, last).case
    member_of(first, uma.person)
    assert not may(uma.person, Act.SEE, case)
    Grant.objects.filter(case=case, person=ada.person).update(epoch=7)
    assert not may(ada.person, Act.SEE, case)


def test_likeness_ignores_case_marks_and_look_alikes():
    assert folded("Аdа Wоng") == folded("ADA_WONG") == folded("Ada W0ng")
    assert folded("Ada") != folded("Ida")
    assert not tokens_to_wall(names=["", "\u200b ", "   "]) - tokens_to_wall(names=["\u200b"])


def test_database_does_not_tell_who_is_walled():
    first, last, _handlers, _above = bodies()
    accused = PersonFactory(username="Canary Name")
    case = arrived(first, last, people=[accused]).case
    rows = [bytes(token) for token in Wall.objects.filter(case=case).values_list("token", flat=True)]
    assert all(len(row) == 32 for row in rows)
    assert not any(b"Canary" in row or accused.uid.bytes in row for row in rows)


WORLD = st.lists(
    st.tuples(
        st.sampled_from(["first", "last", "both", "none"]),  # member of
        st.booleans(),  # accused
        st.booleans(),  # desk
        st.booleans(),  # term over
        st.booleans(),  # agreement ended
        st.sampled_from(["live", "held", "old", "none"]),  # what became of the grant
    ),
    min_size=1,
    max_size=2,
)
ONE_THING = [
    ("first", False, False, False, False, "live"),  # nothing is in the way; then one thing each
    ("first", True, False, False, False, "live"),
    ("first", False, False, True, False, "live"),
    ("first", False, False, False, True, "live"),
    ("first", False, False, False, False, "held"),
    ("first", False, False, False, False, "old"),
]
OTHERS = [
    ("both", False, False, False, False, "live"),
    ("none", True, True, False, False, "none"),
    ("none", False, True, False, False, "live"),
    ("first", False, False, False, False, "none"),
    ("last", False, False, False, False, "live"),
    ("first", False, True, False, False, "live"),
]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=WORLD, suspended=st.booleans(), closed=st.booleans(), asked=st.sampled_from(Act))
@example(world=ONE_THING, suspended=False, closed=False, asked=Act.READ)
@example(world=OTHERS, suspended=False, closed=False, asked=Act.SEE)
@example(world=ONE_THING, suspended=False, closed=True, asked=Act.WORK)
@example(world=OTHERS, suspended=True, closed=False, asked=Act.SETTLE)
def test_list_detail_and_the_rules_in_words_agree_in_random_worlds(world, suspended, closed, asked, random_world):
    random_world(world, suspended, closed, asked)


@pytest.fixture
def random_world(db):
    from django.db import transaction

    first, last = LocalBodyFactory(), BodyFactory(kind=BodyKind.U4C)
    cast = [PersonFactory(two_factor=True) for _each in range(6)]
    desks = [PersonFactory(role=Role.TRUST_AND_SAFETY) for _each in range(6)]
    keeper = handler(first)
    for person in [*cast, *desks]:
        vault_for(person)
        MemberFactFactory(person=person, confirmed_by=None)
    case, other = CaseFactory(body=first), CaseFactory(body=last)
    for each in (case, other):
        open_case_file(case=each, readers=[*cast, *desks, keeper.person])

    def check(world, suspended, closed, asked):
        with transaction.atomic():
            _check(first, last, cast, desks, case, world, suspended, closed, asked)
            transaction.set_rollback(True)

    return check


def _check(first, last, cast, desks, case, world, suspended, closed, asked):
    now = timezone.now()
    people = [desks[n] if row[2] else cast[n] for n, row in enumerate(world)]
    expected = {}
    for person, (where, accused, desk, over, ended, grant) in zip(people, world, strict=True):
        for body in {"first": [first], "last": [last], "both": [first, last], "none": []}[where]:
            until = now - timedelta(days=1) if over else None
            BodyMember.objects.create(body=body, person=person, since=datetime(2026, 1, 1, tzinfo=UTC), until=until)
        if ended:
            MemberFactFactory(person=person, kind=MemberFactKind.AGREEMENT_ENDED, on=now.date(), confirmed_by=None)
        if accused:
            Wall.objects.bulk_create(
                (Wall(case=case, token=token) for token in tokens_to_wall(people=[person])), ignore_conflicts=True
            )
        changes = {"live": {}, "held": {"held": True}, "old": {"epoch": 9}}
        rows = Grant.objects.filter(case=case, person=person)
        rows.delete() if grant == "none" else rows.update(**changes[grant]) if changes[grant] else None
        reads = where in ("first", "both") and not (accused or over or ended or suspended) and grant == "live"
        expected[person.pk] = {
            Act.SEE: reads or (desk and not accused),
            Act.READ: reads,
            Act.WORK: reads and not closed,
            Act.SETTLE: reads,
            Act.TRIAGE: desk and not accused,
        }
    if suspended:
        type(first).objects.filter(pk=first.pk).update(suspended=True, suspended_reason="x")
    if closed:
        type(case).objects.filter(pk=case.pk).update(state="closed")
    for number, person in enumerate(people):
        fresh = Person.objects.get(pk=person.pk)
        reach = Reach(fresh)
        for act in Act:
            in_list = case.pk in set(reach.cases(act).values_list("pk", flat=True))
            assert in_list == expected[person.pk][act], (act, world)
        if number < 2:
            assert may(fresh, asked, case) == expected[person.pk][asked], (asked, world)
