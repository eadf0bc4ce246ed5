"""Pairs of mentoring programmes: the round, changes by hand, check-ins, figures, personal data, what is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from skills_exchange import personal_data_programmes as mine
from skills_exchange.actions import programme_check_ins as check_ins
from skills_exchange.actions import programme_pairs as acts
from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.programme_applications import withdraw_application
from skills_exchange.actions.publishing_rounds import publish_round
from skills_exchange.actions.rounds import perform_round, preview_round, start_round
from skills_exchange.enums import MatchOrigin, MatchState, RoundState
from skills_exchange.enums_programmes import ApplicationState, ChangeKind, Going, ProgrammeRole, ProgrammeState
from skills_exchange.errors import NotYours, ProgrammeRefused
from skills_exchange.models import (
    Match,
    MatchRound,
    Party,
    PartyBlock,
    Programme,
    ProgrammeChange,
    ProgrammeCheckIn,
    ProgrammePair,
    RoundProposal,
)
from skills_exchange.models.programmes import check_in_days
from skills_exchange.queries.hours import minutes_shared
from skills_exchange.queries.programme_report import charts, figures_to_keep, tiles
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import ApplicationFactory, ProgrammeFactory, pair_of
from tests.factories.skills_exchange import ClaimFactory, PartyFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
MENTOR = {"role": ProgrammeRole.MENTOR}
BOTH_AGREED = {"learner_agreed_at": timezone.now(), "sharer_agreed_at": timezone.now()}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="mentors", title="Mentors 2027")


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(organisation=programme.organisation, role=MemberRole.COORDINATOR).person


@pytest.fixture
def running():
    """It began five weeks ago; the first check-in is a week old, which is asked no more, on the next day is asked."""
    first = today() - timedelta(weeks=4)
    return ProgrammeFactory(
        slug="running",
        opens_on=first - timedelta(days=30),
        closes_on=first - timedelta(days=10),
        begins_on=first,
        ends_on=first + timedelta(weeks=20),
    )


def working(programme, **fields):
    pair = pair_of(programme, state=MatchState.ACCEPTED, **BOTH_AGREED, **fields)
    ProgrammePair.objects.update(created_at=timezone.now() - timedelta(weeks=4))
    return pair


def worked_out(coordinator, programme) -> MatchRound:
    made = acts.draft_programme_round(actor=coordinator, programme=programme)
    start_round(actor=coordinator, round=made)
    perform_round(pk=made.pk)
    return MatchRound.objects.get(pk=made.pk)


# ---- the round ----


def test_a_round_pairs_only_who_was_accepted(coordinator, programme):
    mentees = [ApplicationFactory(programme=programme).party_id for _ in range(3)]
    ApplicationFactory(programme=programme, state=ApplicationState.APPLIED)
    mentor = ApplicationFactory(programme=programme, places=2, party=PartyFactory(max_active=5), **MENTOR)
    ApplicationFactory(programme=programme, state=ApplicationState.DECLINED, **MENTOR)
    ClaimFactory(skill=programme.skills.get())
    made = acts.draft_programme_round(actor=coordinator, programme=programme)
    assert acts.draft_programme_round(actor=coordinator, programme=programme) == made
    assert preview_round(actor=coordinator, round=made).metrics["served"] == 2
    assert not RoundProposal.objects.exists()
    made = worked_out(coordinator, programme)
    assert {row.sharer_id for row in made.proposals.all()} == {mentor.party_id}
    assert {row.learner_id for row in made.proposals.all()} <= set(mentees)
    publish_round(actor=coordinator, round=made)
    assert programme.pairs.count() == 2
    assert set(Match.objects.values_list("origin", "state")) == {(MatchOrigin.PROGRAMME, MatchState.SUGGESTED)}
    again = worked_out(coordinator, programme)
    assert again != made
    assert not again.proposals.exists()


def test_a_mentee_who_said_no_is_paired_again(coordinator, programme):
    ApplicationFactory(programme=programme)
    for _ in range(2):
        ApplicationFactory(programme=programme, **MENTOR)
    publish_round(actor=coordinator, round=worked_out(coordinator, programme))
    first = Match.objects.get()
    Match.objects.update(state=MatchState.DECLINED)
    proposal = worked_out(coordinator, programme).proposals.get()
    assert proposal.sharer_id != first.sharer_id


@pytest.mark.parametrize("role", ProgrammeRole)
def test_who_withdraws_before_a_round_is_published_is_not_paired(coordinator, programme, role):
    rows = {each: ApplicationFactory(programme=programme, role=each) for each in ProgrammeRole}
    made = worked_out(coordinator, programme)
    assert made.proposals.count() == 1
    withdraw_application(actor=rows[role].party.person, application=rows[role])
    made = publish_round(actor=coordinator, round=made)
    assert (made.metrics["suggested"], made.metrics["no_longer_fitting"]) == (0, 1)
    assert not Match.objects.exists()
    assert not Notice.objects.filter(kind="matching_round").exists()


def test_changes_by_hand_have_reasons(coordinator, programme):
    mentee = ApplicationFactory(programme=programme).party
    one, other = (ApplicationFactory(programme=programme, **MENTOR).party for _ in range(2))
    made = worked_out(coordinator, programme)
    proposal = made.proposals.get()
    with pytest.raises(ProgrammeRefused) as refused:
        acts.leave_out(actor=coordinator, programme=programme, proposal=proposal, reason="  ")
    assert refused.value.field == "reason"
    acts.leave_out(actor=coordinator, programme=programme, proposal=proposal, reason="They know each other")
    assert not made.proposals.exists()
    skill = programme.skills.get()
    for sharer in (one, other):
        acts.pair_up(
            actor=coordinator, programme=programme, learner=mentee, sharer=sharer, skill=skill, reason="They asked"
        )
        assert made.proposals.get().sharer == sharer
    assert list(programme.changes.values_list("kind", flat=True)) == ["added", "added", "removed"]
    publish_round(actor=coordinator, round=made)
    assert Match.objects.get().sharer == other
    with pytest.raises(ProgrammeRefused):
        acts.pair_up(actor=coordinator, programme=programme, learner=mentee, sharer=one, skill=skill, reason="Again")


def away(_mentee, mentor):
    Party.objects.filter(pk=mentor.pk).update(away_from=today())


def full(_mentee, mentor):
    Party.objects.filter(pk=mentor.pk).update(max_active=0)


def blocked(mentee, mentor):
    PartyBlock.objects.create(by=mentor, blocked=mentee)


def left(mentee, _mentor):
    mentee.applications.update(state=ApplicationState.WITHDRAWN)


def speechless(mentee, _mentor):
    mentee.speaks.update(language="ig")


@pytest.mark.parametrize("happens", [away, full, blocked, left, speechless])
def test_who_cannot_meet_is_not_paired_by_hand(coordinator, programme, happens):
    mentee, mentor = (
        ApplicationFactory(programme=programme).party,
        ApplicationFactory(programme=programme, **MENTOR).party,
    )
    worked_out(coordinator, programme)
    happens(mentee, mentor)
    with pytest.raises(ProgrammeRefused):
        acts.pair_up(
            actor=coordinator,
            programme=programme,
            learner=mentee,
            sharer=mentor,
            skill=programme.skills.get(),
            reason="They asked",
        )
    assert not ProgrammeChange.objects.exists()


def test_a_mentor_gets_no_more_by_hand_than_by_the_round(coordinator, programme):
    mentees = [ApplicationFactory(programme=programme).party for _ in range(2)]
    mentor = ApplicationFactory(programme=programme, places=1, **MENTOR).party
    made = worked_out(coordinator, programme)
    served = made.proposals.get().learner
    (unserved,) = [each for each in mentees if each != served]
    with pytest.raises(ProgrammeRefused) as refused:
        acts.pair_up(
            actor=coordinator,
            programme=programme,
            learner=unserved,
            sharer=mentor,
            skill=programme.skills.get(),
            reason="They asked",
        )
    assert refused.value.field == "sharer"


# ---- pairs ----


def test_pausing_and_ending_a_pair(coordinator, running):
    boss = MembershipFactory(organisation=running.organisation, role=MemberRole.COORDINATOR).person
    pair = working(running)
    with pytest.raises(NotYours):
        acts.pause_pair(actor=coordinator, pair=pair, reason="Holidays")
    assert acts.pause_pair(actor=boss, pair=pair, reason="Holidays").paused_at is not None
    assert check_ins.ask_check_ins(pk=running.pk) == 0
    assert acts.resume_pair(actor=boss, pair=pair, reason="Back").paused_at is None
    acts.end_pair(actor=boss, pair=pair, reason="Both wish it")
    acts.end_pair(actor=boss, pair=pair, reason="Both wish it")
    match = Match.objects.select_related("sharer").get()
    assert (match.state, match.sharer.active) == (MatchState.CANCELLED, 0)
    assert list(running.changes.values_list("kind", flat=True)) == [
        ChangeKind.ENDED, ChangeKind.RESUMED, ChangeKind.PAUSED
    ]  # fmt: skip
    assert set(Notice.objects.values_list("person", flat=True)) == {match.learner.person_id, match.sharer.person_id}
    with pytest.raises(ProgrammeRefused):
        acts.pause_pair(actor=boss, pair=pair, reason="Again")


def test_an_exchange_that_waits_for_its_second_confirmation_keeps_its_hours(coordinator, programme):
    mentee = ApplicationFactory(programme=programme).party
    one, other = (ApplicationFactory(programme=programme, **MENTOR).party for _ in range(2))
    pair = working(programme, learner=mentee, sharer=one)
    assert pair.can_be_ended
    mark_done(actor=mentee.person, match=pair.match, minutes=90)
    client, pages = Client(), "/skills/programmes/mentors/pairs/"
    client.force_login(coordinator)
    assert f"{pages}{pair.uid}/end/" not in client.get(pages).content.decode()
    with pytest.raises(ProgrammeRefused):
        acts.end_pair(actor=coordinator, pair=pair, reason="It is over")
    with pytest.raises(ProgrammeRefused):
        acts.replace_mentor(actor=coordinator, pair=pair, sharer=other, reason="It is over")
    assert confirm_match(actor=one.person, match=pair.match).state == MatchState.CONFIRMED
    assert minutes_shared(one, programme.skills.get()) == 90


def test_another_mentor(coordinator, programme):
    mentee = ApplicationFactory(programme=programme).party
    one, other = (ApplicationFactory(programme=programme, **MENTOR).party for _ in range(2))
    pair = working(programme, learner=mentee, sharer=one)
    with pytest.raises(ProgrammeRefused):
        acts.replace_mentor(actor=coordinator, pair=pair, sharer=one, reason="No answer")
    new = acts.replace_mentor(actor=coordinator, pair=pair, sharer=other, reason="No answer")
    pair.match.refresh_from_db()
    assert (pair.match.state, new.match.state, new.match.sharer) == (MatchState.CANCELLED, MatchState.SUGGESTED, other)
    assert Notice.objects.filter(kind="matching_round", person=other.person).exists()
    stranger = PartyFactory()
    with pytest.raises(ProgrammeRefused):
        acts.replace_mentor(actor=coordinator, pair=new, sharer=stranger, reason="No answer")
    new.match.refresh_from_db()
    assert new.match.state == MatchState.SUGGESTED


def test_organisers_do_not_change_their_own_pairs(coordinator, programme):
    pair = working(programme, learner=PartyFactory(person=coordinator))
    with pytest.raises(ProgrammeRefused):
        acts.pause_pair(actor=coordinator, pair=pair, reason="Holidays")


# ---- check-ins ----


@pytest.mark.parametrize(
    ("weeks", "length", "number"),
    [(0, 100, 0), (4, 27, 0), (4, 28, 1), (4, 55, 1), (4, 56, 2), (1, 0, 0), (26, 364, 2)],
)
def test_days_of_check_ins(weeks, length, number):
    programme = Programme(check_in_weeks=weeks, begins_on=today(), ends_on=today() + timedelta(days=length))
    days = check_in_days(programme)
    assert len(days) == number
    assert all(programme.begins_on < day <= programme.ends_on for day in days)


def test_both_sides_are_asked_once_and_reminded_once(running):
    pair = working(running)
    pair_of(running, state=MatchState.DECLINED)
    assert check_ins.tend_programmes() == 2
    assert check_ins.tend_programmes() == 0
    assert check_ins.remind_of_check_ins(on=today() + timedelta(days=4)) == 0
    mine_ = ProgrammeCheckIn.objects.get(by_learner=True)
    check_ins.answer_check_in(actor=pair.match.learner.person, check_in=mine_, going=Going.WELL, meetings=3)
    assert check_ins.remind_of_check_ins(on=today() + timedelta(days=5)) == 1
    assert check_ins.remind_of_check_ins(on=today() + timedelta(days=6)) == 0
    told = Notice.objects.filter(kind="programme_check_in")
    assert sorted(told.values_list("context__what", flat=True)) == ["asked", "asked", "reminded"]


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.ENDED])
def test_nobody_is_asked_outside_of_a_programme(running, state):
    working(running)
    Programme.objects.update(state=state)
    assert check_ins.ask_check_ins(pk=running.pk) == 0


def test_trouble_is_flagged_for_the_organisers_alone(running):
    boss = MembershipFactory(organisation=running.organisation, role=MemberRole.COORDINATOR).person
    pair = working(running)
    check_ins.ask_check_ins(pk=running.pk)
    row = ProgrammeCheckIn.objects.get(by_learner=True)
    client, person = Client(), pair.match.learner.person
    client.force_login(person)
    assert client.get(f"/skills/check-ins/{row.uid}/").status_code == 200
    assert client.post(f"/skills/check-ins/{row.uid}/", {"going": "badly"}).status_code == 400
    assert client.post(f"/skills/check-ins/{row.uid}/", {"going": "trouble", "text": "No answer"}).status_code == 302
    notice = Notice.objects.get(kind="programme_trouble")
    assert (notice.person, person.username in str(notice.context)) == (boss, False)
    client.force_login(pair.match.sharer.person)
    assert client.get(f"/skills/check-ins/{row.uid}/").status_code == 404
    assert client.get("/skills/programmes/running/check-ins/").status_code == 403
    assert client.post(f"/skills/check-ins/{row.uid}/looked-after/").status_code == 404
    with pytest.raises(NotYours):
        check_ins.answer_check_in(actor=pair.match.sharer.person, check_in=row, going=Going.WELL)
    client.force_login(boss)
    assert "No answer" in client.get("/skills/programmes/running/check-ins/?show=trouble").content.decode()
    assert client.post(f"/skills/check-ins/{row.uid}/looked-after/").status_code == 302
    assert not ProgrammeCheckIn.objects.trouble().exists()
    assert b"No answer" in b"".join(client.get("/skills/programmes/running/check-ins/?format=csv").streaming_content)


# ---- figures ----


def test_small_groups_stay_hidden(programme):
    for number in range(9):
        party = PartyFactory(speaks=["fr"] if number else ["ig"])
        ApplicationFactory(programme=programme, party=party, claims=False)
        if number in (1, 2, 3, 4, 5, 6):
            working(programme, learner=party)
    figures = figures_to_keep(programme)
    table = figures["tables"]["languages"]
    assert table["keys"] == ["fr", "*"]
    assert table["applied"][1] is None
    assert table["with"][1] in (0, None)
    assert {tile.key: tile.text for tile in tiles(figures)}["learned"] == ""
    assert [chart.key for chart in charts(figures)] == ["languages", "regions"]


def test_figures_of_nobody(programme):
    assert {tile.key: tile.text for tile in tiles(figures_to_keep(programme))}["mentees"] == "0"
    assert all(chart.is_empty for chart in charts(figures_to_keep(programme)))


# ---- personal data ----


def test_export_and_erasure(programme):
    party = PartyFactory()
    waiting = ApplicationFactory(programme=programme, state=ApplicationState.WAITING, waiting_since=timezone.now())
    row = ApplicationFactory(programme=programme, party=party)
    Programme.objects.update(places=1)
    pair = working(programme, learner=party)
    ProgrammeCheckIn.objects.create(
        pair=pair, by_learner=True, due_on=today(), going="well", answered_at=timezone.now()
    )
    theirs = ProgrammeCheckIn.objects.create(pair=pair, by_learner=False, due_on=today())
    found = mine.export(party.person)
    assert [each["programme"] for each in found["applications"]] == ["mentors"]
    assert [each["going"] for each in found["check_ins"]] == ["well"]
    mine.erase(party.person)
    assert mine.export(party.person) == {"applications": [], "check_ins": []}
    assert not programme.applications.filter(pk=row.pk).exists()
    waiting.refresh_from_db()
    assert waiting.state == ApplicationState.ACCEPTED
    assert ProgrammeCheckIn.objects.get() == theirs


def test_applications_are_forgotten_a_year_after_the_end(running):
    ApplicationFactory(programme=running)
    pair = working(running)
    days = {"opens_on": 600, "closes_on": 550, "begins_on": 500, "ends_on": 365}
    Programme.objects.update(**{name: today() - timedelta(days=ago) for name, ago in days.items()})
    check_ins.tend_programmes()
    assert running.applications.exists()
    Programme.objects.update(ends_on=today() - timedelta(days=368))
    check_ins.tend_programmes()
    running.refresh_from_db()
    assert not running.applications.exists()
    assert not running.pairs.exists()
    assert running.state == ProgrammeState.ENDED
    assert running.figures["tables"]["languages"]["keys"] == ["*"]
    assert Match.objects.filter(pk=pair.match_id).exists()
    assert Client().get("/skills/programmes/running/report/").status_code == 200


# ---- pages ----


def test_organisers_change_pairs_on_pages(coordinator, programme, django_assert_num_queries):
    client = Client()
    client.force_login(coordinator)
    mentee = ApplicationFactory(programme=programme).party
    mentor = ApplicationFactory(programme=programme, **MENTOR).party
    assert client.post("/skills/programmes/mentors/pairs/round/").status_code == 302
    made = MatchRound.objects.get()
    assert client.get(f"/skills/rounds/{made.slug}/preview/").status_code == 200
    worked_out(coordinator, programme)
    page = client.get("/skills/programmes/mentors/pairs/").content.decode()
    assert mentee.name in page
    proposal = RoundProposal.objects.get()
    address = f"/skills/programmes/mentors/pairs/leave-out/{proposal.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "They know each other"}).status_code == 302
    data = {"learner": str(mentee.uid), "sharer": str(mentor.uid), "skill": programme.skills.get().slug, "reason": "x"}
    assert client.post("/skills/programmes/mentors/pairs/add/", data | {"sharer": str(mentee.uid)}).status_code == 400
    assert client.post("/skills/programmes/mentors/pairs/add/", data).status_code == 302
    assert client.post(f"/skills/rounds/{made.slug}/publish/").status_code == 302
    assert MatchRound.objects.get().state == RoundState.PUBLISHED
    pair = ProgrammePair.objects.get()
    for name in ("pause", "resume", "replace", "end"):
        address = f"/skills/programmes/mentors/pairs/{pair.uid}/{name}/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": "Why not"}).status_code == (400 if name == "replace" else 302)
    client.force_login(PersonFactory())
    assert client.post(f"/skills/programmes/mentors/pairs/{pair.uid}/end/", {"reason": "x"}).status_code == 403


def test_the_pages_of_pairs_cost_the_same_however_many(running, django_assert_num_queries):
    boss = MembershipFactory(organisation=running.organisation, role=MemberRole.COORDINATOR).person
    client = Client()
    client.force_login(boss)
    costs = {"pairs": 11, "check-ins": 8}
    working(running)
    check_ins.ask_check_ins(pk=running.pk)
    client.get("/skills/programmes/running/pairs/")
    for page, number in costs.items():
        with django_assert_num_queries(number):
            client.get(f"/skills/programmes/running/{page}/")
    for _ in range(29):
        working(running)
    check_ins.ask_check_ins(pk=running.pk)
    for page, number in costs.items():
        with django_assert_num_queries(number):
            client.get(f"/skills/programmes/running/{page}/")


def test_larger_groups_are_shown(programme):
    for number in range(12):
        party = PartyFactory(speaks=["fr"])
        ApplicationFactory(programme=programme, party=party, claims=False)
        if number < 6:
            working(programme, learner=party)
    figures = figures_to_keep(programme)
    table = figures["tables"]["languages"]
    assert (table["keys"], table["applied"], table["with"], table["begun"]) == (["fr"], [12], [6], 6)
    assert {tile.key: tile.text for tile in tiles(figures)}["mentees"] == "12"


def test_who_is_asked_sees_it_on_the_page_of_the_programme(running):
    pair = working(running)
    check_ins.ask_check_ins(pk=running.pk)
    client = Client()
    client.force_login(pair.match.learner.person)
    row = pair.check_ins.get(by_learner=True)
    assert row.get_absolute_url() in client.get("/skills/programmes/running/").content.decode()
    client.force_login(PersonFactory())
    assert row.get_absolute_url() not in client.get("/skills/programmes/running/").content.decode()
