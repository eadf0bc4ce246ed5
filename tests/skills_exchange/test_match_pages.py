"""Pages of matches: who sees them, what they offer in each state, and how many queries the list takes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from skills_exchange.actions.parties import block_party
from skills_exchange.actions.thanking import give_feedback, say_thanks, show_thanks
from skills_exchange.enums import ClaimKind, MatchState, SessionState
from skills_exchange.models import ExchangeFeed, Match, Ring
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory
from tests.skills_exchange.test_exchanges import done, planned, proposed
from tests.skills_exchange.test_matches import agreed, in_state
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db


def page(client, name, *args, who: Person, data=None, **query):
    client.force_login(who)
    address = reverse(f"skills_exchange:{name}", args=args, query=query)
    return client.get(address) if data is None else client.post(address, data)


@pytest.mark.parametrize("state", list(MatchState))
@pytest.mark.parametrize("side", ["learner", "sharer"])
def test_a_match_shows_itself_in_each_state_to_its_sides(client, state, side):
    match = in_state(state)
    answer = page(client, "match", match.uid, who=getattr(match, side).person)
    assert answer.status_code == 200
    said = answer.content.decode()
    must_answer = (state == "requested" and side == "sharer") or state == "suggested"
    assert ("Yes, let us do it" in said) == must_answer
    assert ("Propose times" in said) == (state in ("accepted", "scheduled"))


@pytest.mark.parametrize("name", ["match", "decline_match", "cancel_match", "propose_session"])
def test_nobody_else_sees_a_match(client, name):
    assert page(client, name, MatchFactory().uid, who=PersonFactory()).status_code == 404


@pytest.mark.parametrize("name", ["accept_match", "match_done", "match_feedback", "match_thanks", "match_write"])
def test_nobody_else_acts_in_a_match(client, name):
    match = agreed()
    assert page(client, name, match.uid, who=PersonFactory(), data={"text": "x", "hours": 1}).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_list(client, django_assert_num_queries, number):
    party = PartyFactory()
    for _each in range(number):
        match = agreed(learner=party)
        match.messages.create(by_learner=False, text="Hello")
    client.force_login(party.person)
    client.get(reverse("home"))
    with django_assert_num_queries(4):
        answer = client.get(reverse("skills_exchange:matches"))
    assert answer.content.decode().count("1 unread message") == min(number, 25)


def test_what_waits_for_me_stands_first(client):
    party = PartyFactory()
    agreed(sharer=party)
    waits = MatchFactory(sharer=party)
    Match.objects.filter(pk=waits.pk).update(changed_at=timezone.now() - timedelta(days=9))
    in_state("cancelled", learner=party)
    answer = page(client, "matches", who=party.person)
    assert [line.match.state for line in answer.context["lines"]] == ["requested", "accepted", "cancelled"]
    assert [line.waits for line in answer.context["lines"]] == [True, False, False]


@pytest.mark.parametrize(
    ("filters", "states"),
    [
        ({"part": "learn"}, ["cancelled"]),
        ({"part": "share"}, ["requested", "accepted"]),
        ({"state": "waiting"}, ["requested"]),
        ({"state": "open"}, ["requested", "accepted"]),
        ({"state": "ended"}, ["cancelled"]),
        ({"state": "nonsense"}, ["requested", "accepted", "cancelled"]),
    ],
)
def test_filters_of_the_list(client, filters, states):
    party = PartyFactory()
    agreed(sharer=party)
    MatchFactory(sharer=party)
    in_state("cancelled", learner=party)
    answer = page(client, "matches", who=party.person, **filters)
    assert [line.match.state for line in answer.context["lines"]] == states


def test_the_list_as_a_file_and_empty(client):
    match = agreed()
    answer = page(client, "matches", who=match.learner.person, format="csv")
    said = b"".join(answer.streaming_content).decode()
    assert match.sharer.person.username in said
    assert match.sharer.person.email not in said
    assert "No exchanges here yet" in page(client, "matches", who=PersonFactory()).content.decode()


def test_asking_from_a_profile(client):
    sharer, learner = PartyFactory(), PartyFactory(zone="Asia/Kolkata")
    claim = ClaimFactory(party=sharer, formats=["call"])
    shown = page(client, "request_match", sharer.uid, who=learner.person, skill=claim.skill.slug)
    assert shown.context["common"]
    wish = {"skill": claim.skill.slug, "language": "en", "format": "call", "message": "Please"}
    answer = page(client, "request_match", sharer.uid, who=learner.person, data=wish)
    assert answer.url == Match.objects.get().get_absolute_url()
    refused = page(client, "request_match", sharer.uid, who=learner.person, data=wish | {"skill": "other"})
    assert refused.status_code == 400


def test_nobody_asks_themself_or_who_blocks_them(client):
    party, other = PartyFactory(), PartyFactory()
    assert page(client, "request_match", party.uid, who=party.person).status_code == 404
    block_party(actor=other.person, party=party)
    assert page(client, "request_match", other.uid, who=party.person).status_code == 404


def test_coordinators_offer_for_their_organisation(client):
    member = MembershipFactory()
    learner = PartyFactory()
    claim = ClaimFactory(party=learner, kind=ClaimKind.WANTED)
    wish = {"skill": claim.skill.slug, "language": "en", "format": "call", "for": member.organisation.slug}
    shown = page(client, "offer_match", learner.uid, who=member.person).content.decode()
    assert f"?for={member.organisation.slug}" in shown
    answer = page(client, "offer_match", learner.uid, who=member.person, data=wish)
    assert answer.status_code == 302
    assert Match.objects.get().sharer.organisation == member.organisation
    assert page(client, "offer_match", learner.uid, who=PersonFactory(), data=wish).status_code == 404


def test_proposing_times_that_suit_both(client):
    match = agreed(learner=PartyFactory(zone="America/Lima"), sharer=PartyFactory(zone="Asia/Kathmandu"))
    who = match.learner.person
    shown = page(client, "propose_session", match.uid, who=who)
    value, label = shown.context["form"].fields["starts"].choices[0]
    assert "there:" in label
    answer = page(client, "propose_session", match.uid, who=who, data={"length": "60", "starts": [value]})
    assert answer.status_code == 302
    assert match.sessions.get().length == timedelta(hours=1)
    for wrong in ({}, {"starts": ["yesterday"]}, {"starts": ["2026-01-01T10:00"]}, {"other": "2001-01-01T10:00"}):
        answer = page(client, "propose_session", match.uid, who=who, data={"length": "60", **wrong})
        assert answer.status_code == 400


def test_another_time_is_on_the_clock_of_the_reader(client):
    match = agreed()
    who = match.learner.person
    Person.objects.filter(pk=who.pk).update(time_zone="Asia/Kathmandu")
    day = (timezone.now() + timedelta(days=3)).date()
    page(client, "propose_session", match.uid, who=who, data={"length": "60", "other": f"{day}T10:00"})
    assert match.sessions.get().starts_at.strftime("%H:%M") == "04:15"


def test_agreeing_moving_and_calling_off(client):
    match = agreed()
    (session,) = proposed(match)
    sharer = match.sharer.person
    assert page(client, "agree_session", match.uid, session.uid, who=sharer, data={}).status_code == 302
    assert page(client, "propose_session", match.uid, who=sharer, moves=str(session.uid)).context["moves"] == session
    assert page(client, "propose_session", match.uid, who=sharer, moves="nonsense").status_code == 404
    where = {"place": "", "link": "https://meet.example.org/x"}
    page(client, "place_session", match.uid, session.uid, who=sharer, data=where)
    assert "meet.example.org" in page(client, "match", match.uid, who=match.learner.person).content.decode()
    bad = page(client, "place_session", match.uid, session.uid, who=sharer, data={"link": "javascript:alert(1)"})
    assert bad.status_code == 400
    assert page(client, "cancel_session", match.uid, session.uid, who=sharer).status_code == 200
    page(client, "cancel_session", match.uid, session.uid, who=sharer, data={})
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED


def test_the_way_to_the_end(client):
    match = agreed()
    learner, sharer = match.learner.person, match.sharer.person
    assert page(client, "match_done", match.uid, who=learner, data={"hours": ""}).status_code == 400
    page(client, "match_done", match.uid, who=learner, data={"hours": "1.25"})
    assert "Please say how long it took for you." in page(client, "match", match.uid, who=sharer).content.decode()
    page(client, "match_done", match.uid, who=sharer, data={"hours": "1"})
    match.refresh_from_db()
    assert (match.state, match.exchange.minutes) == ("confirmed", 60)
    assert page(client, "match_feedback", match.uid, who=learner, data={"useful": "7"}).status_code == 400
    page(client, "match_feedback", match.uid, who=learner, data={"useful": "4", "text": "Fine", "shown": "on"})
    page(client, "match_thanks", match.uid, who=learner, data={"text": "Thank you", "shown": "on"})
    said = page(client, "match", match.uid, who=sharer).content.decode()
    assert "Fine" in said
    assert "Show it on my profile" in said
    page(client, "show_thanks", match.uid, who=sharer, data={"shown": "yes"})
    match.thanks.refresh_from_db()
    assert match.thanks.sharer_shows


def test_messages_are_read_by_opening_the_page(client):
    match = agreed()
    page(client, "match_write", match.uid, who=match.learner.person, data={"text": "Hello <b>you</b>"})
    assert page(client, "match_write", match.uid, who=match.learner.person, data={"text": ""}).status_code == 400
    shown = page(client, "match", match.uid, who=match.sharer.person)
    assert (shown.context["new_messages"], "&lt;b&gt;you" in shown.content.decode()) == (1, True)
    assert page(client, "match", match.uid, who=match.sharer.person).context["new_messages"] == 0


def test_reporting_is_one_click_away(client):
    match = agreed()
    said = page(client, "match", match.uid, who=match.learner.person).content.decode()
    assert f"/report/?user={match.sharer.person.username.replace(' ', '%20')}" in said


def test_a_calendar_by_a_secret_address(client):
    match = agreed()
    session = planned(match)
    proposed(match)
    shown = page(client, "exchange_subscribe", who=match.learner.person, data={})
    address = shown.context["address"]
    client.logout()
    path = address[address.index("/skills/") :]
    (event,) = Calendar.from_ical(client.get(path).content).walk("VEVENT")
    assert (str(event["UID"]), event["DTSTART"].dt) == (
        f"{session.uid}@exchanges.wikilearn",
        session.starts_at.replace(microsecond=0),
    )
    assert match.sharer.person.username in event["SUMMARY"]
    page(client, "exchange_unsubscribe", who=match.learner.person, data={})
    assert (ExchangeFeed.objects.count(), client.get(path).status_code) == (0, 404)


def test_a_session_as_a_file_for_its_sides_alone(client):
    match = agreed()
    session = planned(match)
    answer = page(client, "session_file", match.uid, session.uid, who=match.sharer.person)
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert page(client, "session_file", match.uid, session.uid, who=PersonFactory()).status_code == 404


def test_a_finished_exchange_asks_for_feedback_and_the_known_skill(client):
    match = done()
    ClaimFactory(party=match.learner, skill=match.skill, kind=ClaimKind.WANTED)
    assert "I know this now" in page(client, "match", match.uid, who=match.learner.person).content.decode()
    page(client, "match_know", match.uid, who=match.learner.person, data={})
    assert "I know this now" not in page(client, "match", match.uid, who=match.learner.person).content.decode()


def test_over_a_block_nobody_reads_what_the_other_said(client):
    match = done()
    give_feedback(actor=match.learner.person, match=match, useful=5, text="Feedback words", shown=True)
    say_thanks(actor=match.learner.person, match=match, text="Thanking words", shown=True)
    match.sharer.blocks.create(blocked=match.learner)
    mine = page(client, "match", match.uid, who=match.sharer.person).text
    assert "Feedback words" not in mine
    assert "Thanking words" not in mine
    assert "Thanking words" in page(client, "match", match.uid, who=match.learner.person).text  # their own
    show_thanks(actor=match.sharer.person, match=match, shown=True)
    mine = page(client, "match", match.uid, who=match.sharer.person).text
    assert "Take it off my profile" in mine
    assert "Thanking words" not in mine


def test_who_wants_it_is_counted_in_the_report_of_the_organisation(client):
    member = MembershipFactory(role="author")
    match = done(sharer=PartyFactory(person=member.person))
    slug = member.organisation.slug
    page(client, "counted", who=member.person, data={"organisation": [slug, "elsewhere"]})
    assert "checked" in page(client, "counted", who=member.person).content.decode()
    assert page(client, "organisation_hours", slug, who=member.person).status_code == 404
    coordinator = MembershipFactory(organisation=member.organisation).person
    said = page(client, "organisation_hours", slug, who=coordinator).content.decode()
    assert "Too few people to be shown" in said
    assert match.sharer.person.username not in said
    file = b"".join(page(client, "organisation_hours", slug, who=coordinator, format="csv").streaming_content)
    assert file.decode().splitlines()[1].endswith(",,")
    page(client, "counted", who=member.person, data={})
    assert "No hours yet" in page(client, "organisation_hours", slug, who=coordinator).content.decode()


def test_a_match_of_a_ring_says_that_all_have_to_agree(client):
    ring = Ring.objects.create(size=3, expires_at=timezone.now() + timedelta(days=7))
    match = in_state("suggested", ring=ring)
    said = page(client, "match", match.uid, who=match.learner.person).content.decode()
    assert "a ring of mutual help of 3 people" in said
    answer = page(client, "accept_match", match.uid, who=match.learner.person, data={})
    assert answer.url == match.get_absolute_url()
    assert "Yes, let us do it" not in page(client, "match", match.uid, who=match.learner.person).content.decode()
