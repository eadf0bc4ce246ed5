"""Rounds as their organisers run them: draft, preview, work out, publish; and the command."""

import json
from datetime import timedelta
from functools import partial
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from skills_exchange.actions.matches import accept_match, decline_match
from skills_exchange.actions.publishing_rounds import publish_round
from skills_exchange.actions.rounds import (
    delete_round,
    draft_round,
    fail_round,
    perform_round,
    preview_round,
    resume_rounds,
    start_round,
    work_out,
)
from skills_exchange.enums import ClaimKind, Format, MatchOrigin, MatchState, RingState, RoundState, SkillStatus
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.matching.running import gini
from skills_exchange.models import Match, MatchRound, MatchStep, NotForMe, Party, PartyBlock, Ring, RoundProposal
from skills_exchange.queries import round_quality
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.round_quality import figures_now
from skills_exchange.queries.rounds import figures_of
from skills_exchange.tasks import run_round
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return PersonFactory(role=Role.SKILLS_CURATOR)


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def coordinator(organisation):
    return MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person


@pytest.fixture
def skill():
    return SkillFactory()


def wants(skill, **party):
    made = PartyFactory(**party)
    ClaimFactory(party=made, skill=skill, kind=ClaimKind.WANTED, formats=[])
    return made


def offers(skill, **party):
    made = PartyFactory(**party)
    ClaimFactory(party=made, skill=skill)
    return made


def swaps(one, other):
    made = offers(one)
    ClaimFactory(party=made, skill=other, kind=ClaimKind.WANTED, formats=[])
    return made


def worked_out(curator, **fields):
    made = draft_round(actor=curator, slug="spring", title="Spring", seed=5, **fields)
    start_round(actor=curator, round=made)
    perform_round(pk=made.pk)
    return MatchRound.objects.get(pk=made.pk)


def test_a_round_from_draft_to_suggestions(curator, skill, django_capture_on_commit_callbacks):
    learners, sharer = [wants(skill) for _ in range(3)], offers(skill, max_active=2)
    made = draft_round(actor=curator, slug="spring", title="Spring", seed=5)
    assert preview_round(actor=curator, round=made).metrics["served"] == 2
    assert not RoundProposal.objects.exists()
    assert MatchRound.objects.get().state == RoundState.DRAFT
    with django_capture_on_commit_callbacks(execute=True):
        start_round(actor=curator, round=made)
    made = MatchRound.objects.get()
    assert (made.state, made.proposals.count(), Match.objects.count()) == (RoundState.DONE, 2, 0)
    publish_round(actor=curator, round=made)
    made.refresh_from_db()
    assert (made.state, made.metrics["suggested"], made.proposals.count()) == (RoundState.PUBLISHED, 2, 0)
    for match in Match.objects.all():
        assert match.sharer == sharer
        assert match.learner in learners
        assert (match.state, match.origin, match.round) == (MatchState.SUGGESTED, MatchOrigin.ROUND, made)
        assert (match.expires_at - timezone.now()).days in (13, 14)
        assert match.score == pytest.approx(sum(match.parts.values()), abs=0.05)
        assert match.format == Format.CALL
    assert MatchStep.objects.filter(state=MatchState.SUGGESTED).count() == 2
    told = Notice.objects.filter(kind="matching_round")
    assert told.count() == 3
    assert told.get(person=sharer.person).context["shares"] == 2
    actions = list(Event.objects.order_by("id").values_list("action", flat=True))
    assert actions[-4:] == ["round.drafted", "round.started", "round.worked_out", "round.published"]


def test_rings_are_offered_for_a_week(curator):
    one, other = SkillFactory(), SkillFactory()
    people = {swaps(one, other).pk, swaps(other, one).pk}
    made = worked_out(curator)
    assert made.metrics["ring_share"] == 1.0
    publish_round(actor=curator, round=made)
    ring = Ring.objects.get()
    assert (ring.size, ring.state, ring.round_id) == (2, RingState.OFFERED, made.pk)
    assert {match.learner_id for match in ring.matches.all()} == people
    assert all((match.expires_at - timezone.now()).days in (6, 7) for match in ring.matches.all())


def test_the_same_seed_gives_the_same_figures_and_proposals(curator):
    skills = [SkillFactory() for _ in range(4)]
    for number in range(24):
        wants(skills[number % 4])
        offers(skills[number % 3], max_active=1, speaks=["en"] if number % 2 else ["en", "fr"])
    made = worked_out(curator)
    rows = list(made.proposals.values_list("learner", "sharer", "skill", "score"))
    assert rows
    start_round(actor=curator, round=made)
    perform_round(pk=made.pk)
    again = MatchRound.objects.get(pk=made.pk)
    assert list(again.proposals.values_list("learner", "sharer", "skill", "score")) == rows
    assert again.metrics == made.metrics
    assert made.metrics["digest"] == load_pool({}, on=today()).digest()


@pytest.mark.parametrize("who", ["everybody", "sharers", "seekers"])
def test_a_round_with_everyone_away(curator, skill, who):
    for _ in range(3):
        wants(skill, away_from=None if who == "sharers" else today())
        offers(skill, away_from=None if who == "seekers" else today())
    made = worked_out(curator)
    assert (made.state, made.proposals.count()) == (RoundState.DONE, 0)
    expected = {"people": 3 if who == "sharers" else 0, "served": 0, "matches": 0, "rings": 0, "over_cap": 0}
    assert expected.items() <= made.metrics.items()
    assert made.metrics["recall_at_10"] is None
    assert figures_of(made.metrics)
    publish_round(actor=curator, round=made)
    assert (Match.objects.count(), Notice.objects.count()) == (0, 0)


def test_how_good_the_lists_are_and_how_people_answer(curator, skill, monkeypatch):
    """Recall against whole lists; the answers of rounds published before."""
    learners = [wants(skill) for _ in range(3)]
    for _ in range(4):
        offers(skill, max_active=1)
    first = worked_out(curator)
    nothing = {"rounds": 0, "decided": 0, "accepted": 0, "acceptance": None, "answered": 0, "hours": None}
    assert (first.metrics["recall_at_10"], first.metrics["answers"]) == (1.0, nothing)
    publish_round(actor=curator, round=first)
    one, two, _waits = Match.objects.order_by("pk")
    Match.objects.update(created_at=timezone.now() - timedelta(hours=6))
    accept_match(actor=one.learner.person, match=one)
    accept_match(actor=one.sharer.person, match=one)
    decline_match(actor=two.sharer.person, match=two)
    Party.objects.update(max_active=9)
    later = draft_round(actor=curator, slug="summer", title="Summer", seed=5)
    answers = {"rounds": 1, "decided": 2, "accepted": 1, "acceptance": 0.5, "answered": 2, "hours": 6.0}
    out = StringIO()
    call_command("match_round", "summer", "--dry-run", stdout=out)
    assert json.loads(out.getvalue())["answers"] == answers
    assert figures_now(MatchRound.objects.get(pk=first.pk))["answers"] == answers
    monkeypatch.setattr(round_quality, "rank_wishes", partial(cut_short, round_quality.rank_wishes))
    assert work_out(later).metrics["recall_at_10"] == pytest.approx(1 / 3, abs=0.1)
    shown = preview_round(actor=curator, round=later).metrics
    assert (shown["answers"], "recall_at_10" in shown) == (answers, False), "whole lists are not read for a page"
    assert learners


def cut_short(ranked, *args, **kwargs):
    """Lists of one where they are not asked for whole."""
    return ranked(*args, **kwargs) if "deep" in kwargs else [rows[:1] for rows in ranked(*args, **kwargs)]


def test_figures_of_a_round(curator, skill):
    wants(skill)
    wants(SkillFactory())
    offers(skill)
    figures = worked_out(curator).metrics
    expected = {"people": 2, "sharers": 1, "served": 1, "served_share": 0.5, "over_cap": 0, "gap": 0.0, "rings": 0}
    assert expected.items() <= figures.items()
    assert figures["lists"]["served"] == figures["by_score"]["served"] == 1
    assert set(figures["parity"]) == {"people", "served", "served_share", "others_share"}


@pytest.mark.parametrize(("values", "found"), [([], 0), ([0, 0], 0), ([3, 3, 3], 0), ([0, 0, 0, 8], 0.75)])
def test_gini(values, found):
    assert gini(np.array(values)) == found


def away(learner, _sharer, _skill):
    Party.objects.filter(pk=learner.pk).update(away_from=today())


def full(_learner, sharer, skill):
    Party.objects.filter(pk=sharer.pk).update(max_active=0)


def blocked(learner, sharer, _skill):
    PartyBlock.objects.create(by=sharer, blocked=learner)


def dismissed(learner, sharer, skill):
    NotForMe.objects.create(learner=learner, sharer=sharer, skill=skill)


def asked_meanwhile(learner, sharer, skill):
    MatchFactory(learner=learner, sharer=sharer, skill=skill)


def claim_ended(learner, _sharer, _skill):
    learner.claims.all().delete()


def account_closed(_learner, sharer, _skill):
    sharer.person.is_active = False
    sharer.person.save()


@pytest.mark.parametrize("happens", [away, full, blocked, dismissed, asked_meanwhile, claim_ended, account_closed])
def test_what_no_longer_fits_is_not_published(curator, skill, happens):
    learner, sharer = wants(skill), offers(skill)
    made = worked_out(curator)
    assert made.proposals.count() == 1
    before = Match.objects.count()
    happens(learner, sharer, skill)
    made = publish_round(actor=curator, round=made)
    assert not Match.objects.filter(state=MatchState.SUGGESTED).exists()
    assert made.metrics["no_longer_fitting"] == 1
    assert before == 0


def test_publishing_never_promises_more_than_the_places(curator, skill):
    for _ in range(4):
        wants(skill)
    sharer = offers(skill, max_active=4)
    made = worked_out(curator)
    assert made.proposals.count() == 4
    Party.objects.filter(pk=sharer.pk).update(max_active=1)
    publish_round(actor=curator, round=made)
    assert Match.objects.count() == 1


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.RUNNING, RoundState.PUBLISHED, RoundState.FAILED])
def test_only_what_was_worked_out_is_published(curator, state):
    made = draft_round(actor=curator, slug="a", title="A")
    MatchRound.objects.update(state=state)
    with pytest.raises(MatchRefused):
        publish_round(actor=curator, round=made)


@pytest.mark.parametrize("state", [RoundState.RUNNING, RoundState.PUBLISHED])
def test_what_runs_or_is_published_is_not_started_or_deleted(curator, state):
    made = draft_round(actor=curator, slug="a", title="A")
    MatchRound.objects.update(state=state)
    with pytest.raises(MatchRefused):
        start_round(actor=curator, round=made)
    with pytest.raises(MatchRefused):
        delete_round(actor=curator, round=made)


def test_a_draft_can_be_thrown_away(curator):
    delete_round(actor=curator, round=draft_round(actor=curator, slug="a", title="A"))
    assert not MatchRound.objects.exists()


def test_names_are_given_once(curator):
    draft_round(actor=curator, slug="a", title="A")
    with pytest.raises(MatchRefused) as refused:
        draft_round(actor=curator, slug="a", title="A")
    assert refused.value.field == "slug"


def test_coordinators_organise_for_their_own_members(coordinator, organisation, skill):
    member, _stranger = wants(skill), wants(skill)
    MembershipFactory(organisation=organisation, person=member.person, role=MemberRole.AUTHOR)
    offers(skill)
    made = draft_round(
        actor=coordinator, slug="ours", title="Ours", organisation=organisation, pool={"organisation": "x"}
    )
    assert made.pool == {"organisation": organisation.slug}
    outcome = preview_round(actor=coordinator, round=made)
    assert [each.learner for each in outcome.proposals] == [member.pk]


@pytest.mark.parametrize("action", [preview_round, start_round, publish_round, delete_round])
def test_others_organise_nothing(coordinator, curator, action):
    made = draft_round(actor=curator, slug="a", title="A")
    for stranger in (coordinator, PersonFactory()):
        with pytest.raises(NotYours):
            action(actor=stranger, round=made)
    for organisation in (None, OrganisationFactory()):
        with pytest.raises(NotYours):
            draft_round(actor=coordinator, slug="b", title="B", organisation=organisation)


@pytest.mark.parametrize("key", ["skills", "territories", "languages"])
def test_a_pool_is_narrowed(skill, key):
    chosen, _other = wants(skill, speaks=["ig"]), wants(SkillFactory(), speaks=["fr"])
    chosen.territories.add(TerritoryFactory(code="NG"))
    value = {"skills": skill.slug, "territories": "NG", "languages": "ig"}[key]
    pool = load_pool({key: [value]}, on=today())
    assert pool.ids.tolist() == [chosen.pk]
    nothing = load_pool({key: ["xx"]}, on=today())
    assert (len(nothing), len(nothing.wants)) == (0, 0)


def test_skills_of_a_pool_are_with_all_below_them(skill):
    below = SkillFactory(parent=skill)
    learner = wants(below)
    assert load_pool({"skills": [skill.slug]}, on=today()).ids.tolist() == [learner.pk]


@pytest.mark.parametrize("by_sharer", [True, False])
def test_a_block_of_a_coordinator_keeps_their_organisation_away(skill, by_sharer):
    coordinator, sharer = PartyFactory(), ClaimFactory(skill=skill).party
    mine = MembershipFactory(person=coordinator.person, role=MemberRole.COORDINATOR).organisation
    learner = PartyFactory(kind="organisation", person=None, organisation=mine)
    ClaimFactory(party=learner, skill=skill, kind=ClaimKind.WANTED)
    assert load_pool({}, on=today()).barred == frozenset()
    by, blocked = (sharer, coordinator) if by_sharer else (coordinator, sharer)
    PartyBlock.objects.create(by=by, blocked=blocked)
    pool = load_pool({}, on=today())
    place = {pk: number for number, pk in enumerate(pool.ids.tolist())}
    pair = (place[learner.pk], place[sharer.pk])
    assert {(one, other) for one, other, _skill in pool.barred} == {pair, pair[::-1]}


def test_a_skill_of_a_pool_that_was_merged_stands_for_the_one_that_stayed(skill):
    merged = SkillFactory(status=SkillStatus.MERGED, merged_into=skill)
    learner = wants(skill)
    wants(SkillFactory())
    assert load_pool({"skills": [merged.slug]}, on=today()).ids.tolist() == [learner.pk]


def test_a_round_whose_worker_was_lost_is_found(curator, skill):
    made = draft_round(actor=curator, slug="a", title="A")
    start_round(actor=curator, round=made)
    assert resume_rounds() == 0
    MatchRound.objects.update(ran_at=timezone.now() - timedelta(hours=1))
    assert resume_rounds() == 1
    assert MatchRound.objects.get().state == RoundState.DONE
    assert perform_round(pk=made.pk) is False


def test_a_round_that_cannot_be_worked_out_fails_and_stops_no_other(curator, skill):
    bad, good = (draft_round(actor=curator, slug=slug, title=slug) for slug in ("bad", "good"))
    for made in (bad, good):
        start_round(actor=curator, round=made)
    MatchRound.objects.filter(pk=bad.pk).update(parameters={"on": "no day"})
    assert run_round(bad.pk) is False
    assert (MatchRound.objects.get(pk=bad.pk).state, MatchRound.objects.get(pk=bad.pk).error) == (
        "failed",
        "ValueError",
    )
    MatchRound.objects.update(state=RoundState.RUNNING, ran_at=timezone.now() - timedelta(hours=1))
    assert resume_rounds() == 1
    assert dict(MatchRound.objects.values_list("slug", "state")) == {"bad": "failed", "good": "done"}


def test_a_round_that_fails_can_be_started_again(curator):
    made = draft_round(actor=curator, slug="a", title="A")
    start_round(actor=curator, round=made)
    fail_round(pk=made.pk, why="ArithmeticError")
    assert (MatchRound.objects.get().state, MatchRound.objects.get().error) == (RoundState.FAILED, "ArithmeticError")
    start_round(actor=curator, round=made)
    assert MatchRound.objects.get().error == ""


def command(*words) -> dict:
    out = StringIO()
    call_command("match_round", *words, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_figures_and_writes_nothing(curator, skill):
    wants(skill)
    offers(skill)
    made = draft_round(actor=curator, slug="spring", title="Spring", seed=5)
    figures = command("spring", "--dry-run")
    assert figures["served"] == 1
    assert MatchRound.objects.get().metrics == {}
    with pytest.raises(CommandError, match="organiser has started"):
        command("spring")
    start_round(actor=curator, round=made)
    assert command("spring") == figures
    assert MatchRound.objects.get().state == RoundState.DONE


@pytest.mark.parametrize("words", [["no-such"], ["spring", "--seed", "3"]])
def test_the_command_refuses(curator, words):
    draft_round(actor=curator, slug="spring", title="Spring")
    with pytest.raises(CommandError):
        command(*words)
