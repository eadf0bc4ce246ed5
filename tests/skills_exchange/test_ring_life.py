"""Rings after they were offered: agreed, mended, broken, expired, and when somebody leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from skills_exchange.actions.matches import accept_match, decline_match, expire_matches
from skills_exchange.actions.parties import block_party
from skills_exchange.actions.publishing_rounds import publish_round
from skills_exchange.actions.rings import tend_ring, tend_rings
from skills_exchange.actions.rounds import draft_round, perform_round, start_round
from skills_exchange.enums import ClaimKind, MatchState, RingState
from skills_exchange.models import Match, Party, Ring
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.notices.models import Notice
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def swaps(offered, wanted, **party):
    made = PartyFactory(**party)
    ClaimFactory(party=made, skill=offered)
    ClaimFactory(party=made, skill=wanted, kind=ClaimKind.WANTED, formats=[])
    return made


@pytest.fixture
def skills():
    return [SkillFactory() for _ in range(3)]


@pytest.fixture
def members(skills):
    """Each offers a skill and wants the next one."""
    return [swaps(skills[number], skills[(number + 1) % 3]) for number in range(3)]


@pytest.fixture
def ring(members):
    curator = PersonFactory(role=Role.SKILLS_CURATOR)
    made = draft_round(actor=curator, slug="spring", title="Spring", seed=5)
    start_round(actor=curator, round=made)
    perform_round(pk=made.pk)
    publish_round(actor=curator, round=made)
    return Ring.objects.get()


def learning(member) -> Match:
    return Match.objects.get(learner=member, state__in=[MatchState.SUGGESTED, MatchState.REQUESTED])


def agree(ring, *people):
    for match in ring.matches.filter(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED]).order_by("pk"):
        for party in (match.learner, match.sharer):
            if party in people:
                accept_match(actor=party.person, match=match)


def state(ring) -> str:
    return Ring.objects.get(pk=ring.pk).state


def notices(party, kind="matching_ring"):
    return [notice.context["what"] for notice in Notice.objects.filter(person=party.person, kind=kind).order_by("pk")]


def test_a_ring_begins_when_all_have_agreed(ring, members):
    assert ring.size == 3
    agree(ring, *members[:2])
    assert tend_ring(pk=ring.pk) == RingState.OFFERED
    assert not ring.matches.filter(state=MatchState.ACCEPTED).exists()
    assert set(Party.objects.values_list("active", flat=True)) == {0}
    agree(ring, members[2])
    assert tend_ring(pk=ring.pk) == RingState.AGREED
    assert set(ring.matches.values_list("state", flat=True)) == {MatchState.ACCEPTED}
    assert list(Party.objects.filter(pk__in=[each.pk for each in members]).values_list("active", flat=True)) == [1] * 3
    assert tend_ring(pk=ring.pk) == RingState.AGREED


def test_the_last_answer_wakes_a_worker(ring, members, django_capture_on_commit_callbacks):
    agree(ring, *members[:2])
    with django_capture_on_commit_callbacks(execute=True):
        agree(ring, members[2])
    assert state(ring) == RingState.AGREED


def test_who_says_no_is_replaced(ring, members, skills):
    newcomer = swaps(skills[0], skills[1])
    agree(ring, *members[1:])
    decline_match(actor=members[0].person, match=learning(members[0]))
    assert tend_ring(pk=ring.pk) == RingState.OFFERED
    waiting = ring.matches.filter(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED])
    assert {match.learner_id for match in waiting} == {newcomer.pk, members[1].pk, members[2].pk}
    assert {match.sharer_id for match in waiting} == {newcomer.pk, members[1].pk, members[2].pk}
    assert notices(newcomer) == ["offered"]
    assert notices(members[1]) == notices(members[2]) == ["changed"]
    assert notices(members[0]) == []
    agree(ring, newcomer, *members[1:])
    assert tend_ring(pk=ring.pk) == RingState.AGREED


def test_under_represented_people_step_in_first(ring, members, skills):
    swaps(skills[0], skills[1])
    first = swaps(skills[0], skills[1])
    Party.objects.filter(pk=first.pk).update(underrepresented=True)
    decline_match(actor=members[0].person, match=learning(members[0]))
    tend_ring(pk=ring.pk)
    assert notices(first) == ["offered"]


@pytest.mark.parametrize("change", [{"speaks": ["fr"]}, {"max_active": 0}, {"listed": False}, {"week_utc": 0}], ids=str)
def test_who_does_not_fit_does_not_step_in(ring, members, skills, change):
    swaps(skills[0], skills[1], **change)
    decline_match(actor=members[0].person, match=learning(members[0]))
    assert tend_ring(pk=ring.pk) == RingState.BROKEN


def test_a_ring_that_cannot_be_mended_ends_kindly(ring, members):
    agree(ring, members[1])
    decline_match(actor=members[0].person, match=learning(members[0]))
    assert tend_rings() == 1
    assert state(ring) == RingState.BROKEN
    assert set(ring.matches.values_list("state", flat=True)) == {MatchState.DECLINED, MatchState.CANCELLED}
    assert notices(members[1]) == notices(members[2]) == ["broken"]
    assert notices(members[0]) == []
    assert set(Party.objects.values_list("active", flat=True)) == {0}


def test_a_ring_runs_out(ring, members, django_capture_on_commit_callbacks):
    Match.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        expire_matches()
    assert state(ring) == RingState.BROKEN
    assert not ring.matches.filter(state=MatchState.SUGGESTED).exists()


def test_a_ring_whose_member_leaves_breaks(ring, members):
    members[0].delete()
    assert tend_rings() == 1
    assert state(ring) == RingState.BROKEN
    assert notices(members[1]) == notices(members[2]) == ["broken"]


def test_a_ring_whose_member_is_erased_ends_kindly(ring, members, django_capture_on_commit_callbacks):
    """By the real path, when all but one have agreed: the others are told, and nothing holds a place."""
    agree(ring, *members[:2])
    gone = members[0].person
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=gone, person=gone)
    assert state(ring) == RingState.BROKEN
    assert set(ring.matches.values_list("state", flat=True)) == {MatchState.CANCELLED}
    assert notices(members[1]) == notices(members[2]) == ["broken"]
    assert not Notice.objects.filter(kind="matching_ring", person=gone, context__what="broken").exists()
    assert set(Party.objects.values_list("active", flat=True)) == {0}
    assert tend_rings() == 0


def test_a_block_within_a_ring_breaks_it(ring, members, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        block_party(actor=members[0].person, party=members[1])
    assert state(ring) == RingState.BROKEN


def test_a_ring_breaks_if_a_place_was_taken_meanwhile(ring, members):
    agree(ring, *members)
    Party.objects.filter(pk=members[2].pk).update(max_active=0)
    assert tend_ring(pk=ring.pk) == RingState.BROKEN
    assert set(Party.objects.values_list("active", flat=True)) == {0}


def test_an_old_ring_is_not_mended_for_ever(ring, members, skills):
    swaps(skills[0], skills[1])
    Ring.objects.update(created_at=timezone.now() - timedelta(days=22))
    decline_match(actor=members[0].person, match=learning(members[0]))
    assert tend_ring(pk=ring.pk) == RingState.BROKEN


def test_a_ring_that_is_gone_is_no_trouble():
    assert tend_ring(pk=0) == ""
