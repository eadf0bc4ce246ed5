"""The life of a match up to its acceptance or end: who may do what in which state, what is logged, who is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.matches import (
    accept_match,
    cancel_match,
    decline_match,
    end_matches_of,
    expire_match,
    expire_matches,
    offer_match,
    request_match,
    settle_match,
)
from skills_exchange.actions.messages import send_message
from skills_exchange.actions.parties import block_party
from skills_exchange.actions.sessions import schedule_session
from skills_exchange.actions.suggestions import count_shown
from skills_exchange.enums import ClaimKind, Format, MatchState, RingState, SkillStatus, Visibility
from skills_exchange.errors import MatchRefused, NoFreePlace, NotYours
from skills_exchange.models import Match, MatchStep, Party, Ring
from skills_exchange.queries.asking import askable_claims
from skills_exchange.queries.matches import match_for, my_matches
from skills_exchange.signals import match_answered, match_ended
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice
from wikilearn.notices.rendering import text_of

S = MatchState


def wish(skill=None, **changed):
    """Who could ask whom for what: a sharer whose claim everybody sees."""
    skill = skill or SkillFactory()
    sharer = changed.pop("sharer", None) or PartyFactory()
    learner = changed.pop("learner", None) or PartyFactory()
    ClaimFactory(party=sharer, skill=skill, formats=[])
    said = {"learner": learner, "sharer": sharer, "skill": skill, "language": "en", "format": Format.CALL}
    return {"actor": learner.person} | said | changed


def agreed(**fields):
    """A match that both have agreed to."""
    return MatchFactory(state=S.ACCEPTED, sharer_agreed_at=timezone.now(), **fields)


def in_state(state, **fields):
    """A match in that state, as far as dates matter."""
    now = timezone.now()
    both = {"learner_agreed_at": now, "sharer_agreed_at": now}
    dates = {
        S.SUGGESTED: {"learner_agreed_at": None},
        S.ACCEPTED: both,
        S.SCHEDULED: both,
        S.DONE: both,
        S.CONFIRMED: both | {"learner_confirmed_at": now, "sharer_confirmed_at": now},
    }
    return MatchFactory(state=state, **(dates.get(state, {}) | fields))


def told(person):
    return [text_of(notice).subject for notice in Notice.objects.filter(person=person).order_by("pk")]


@pytest.mark.django_db
def test_asking_waits_for_the_sharer_and_tells_them():
    said = wish(message="  Please show me. ")
    match = request_match(**said)
    assert (match.state, match.message, match.sharer_agreed_at) == (S.REQUESTED, "Please show me.", None)
    assert list(match.steps.values_list("state", "by_learner")) == [(S.REQUESTED, True)]
    assert told(said["sharer"].person) == [
        f"{said['learner'].person.username} would like to learn from you: {said['skill'].label}"
    ]
    assert told(said["learner"].person) == []
    event = Event.objects.get(action="match.requested")
    assert (event.actor, event.target) == (said["actor"].reference, match.reference)


@pytest.mark.django_db
def test_offering_waits_for_the_learner():
    skill = SkillFactory()
    learner, sharer = PartyFactory(), PartyFactory()
    ClaimFactory(party=learner, skill=skill, kind=ClaimKind.WANTED, formats=[])
    match = offer_match(
        actor=sharer.person, learner=learner, sharer=sharer, skill=skill, language="en", format=Format.WRITTEN
    )
    assert (match.learner_agreed_at, match.origin) == (None, "sharer")
    assert told(learner.person) == [f"{sharer.person.username} offers to share with you: {skill.label}"]
    assert accept_match(actor=learner.person, match=match).state == S.ACCEPTED


@pytest.mark.django_db
def test_asking_twice_is_one_request():
    said = wish()
    assert request_match(**said) == request_match(**said)
    assert Match.objects.count() == MatchStep.objects.count() == 1


@pytest.mark.django_db
def test_asking_for_what_was_offered_accepts():
    said = wish()
    ClaimFactory(party=said["learner"], skill=said["skill"], kind=ClaimKind.WANTED, formats=[])
    offered = offer_match(**said | {"actor": said["sharer"].person})
    assert request_match(**said).pk == offered.pk
    offered.refresh_from_db()
    assert offered.state == S.ACCEPTED


@pytest.mark.django_db
def test_asking_again_after_the_time_ran_out_begins_anew():
    said = wish()
    first = request_match(**said)
    Match.objects.update(expires_at=timezone.now())
    second = request_match(**said)
    first.refresh_from_db()
    assert (first.state, second.state, first == second) == (S.EXPIRED, S.REQUESTED, False)


def _retired(said):
    said["skill"].status = SkillStatus.RETIRED
    said["skill"].save()


def _left(said):
    person = said["sharer"].person
    person.is_active = False
    person.save()


def _away(said):
    Party.objects.filter(pk=said["sharer"].pk).update(away_from=today(), away_until=None)


def _full(said):
    Party.objects.filter(pk=said["sharer"].pk).update(max_active=0)


def _declined(said):
    decline_match(actor=said["sharer"].person, match=request_match(**said))


def _under_way(said):
    accept_match(actor=said["sharer"].person, match=request_match(**said))


def _many_waiting(said):
    for _number in range(10):
        MatchFactory(learner=said["learner"])


def _many_between(said):
    for _number in range(5):
        MatchFactory(learner=said["learner"], sharer=said["sharer"], state=S.CANCELLED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "changed", "error", "sentence"),
    [
        (_retired, {}, MatchRefused, "not in use any more"),
        (_left, {}, MatchRefused, "takes part in no exchanges"),
        (lambda said: Party.objects.update(listed=False), {}, MatchRefused, "takes part in no exchanges"),
        (lambda said: block_party(actor=said["sharer"].person, party=said["learner"]), {}, MatchRefused, "takes part"),
        (lambda said: block_party(actor=said["learner"].person, party=said["sharer"]), {}, MatchRefused, "takes part"),
        (_away, {}, MatchRefused, "are away"),
        (_full, {}, NoFreePlace, "places"),
        (_declined, {}, MatchRefused, "have said no"),
        (_under_way, {}, MatchRefused, "with each other already"),
        (_many_waiting, {}, MatchRefused, "wait for an answer"),
        (_many_between, {}, MatchRefused, "several times lately"),
        (lambda said: said["sharer"].claims.all().delete(), {}, MatchRefused, "do not list"),
        (lambda said: said["sharer"].claims.update(valid_until=today() - timedelta(1)), {}, MatchRefused, "not list"),
        (lambda said: said["sharer"].claims.update(visibility=Visibility.MATCHES), {}, MatchRefused, "do not list"),
        (lambda said: said["sharer"].claims.update(formats=["written"]), {}, MatchRefused, "this format"),
        (lambda said: said["sharer"].claims.update(languages=["ar"]), {}, MatchRefused, "this language"),
        (lambda said: None, {"language": "fr"}, MatchRefused, "this language"),
        (lambda said: None, {"language": "no such language"}, MatchRefused, "choose a language"),
        (lambda said: None, {"format": "telepathy"}, MatchRefused, "this format"),
    ],
)
def test_what_cannot_be_asked_for(before, changed, error, sentence):
    said = wish()
    before(said)
    with pytest.raises(error, match=sentence):
        request_match(**said | changed)


@pytest.mark.django_db
def test_a_claim_for_suggestions_only_is_known_to_who_wants_the_skill():
    said = wish()
    said["sharer"].claims.update(visibility=Visibility.MATCHES)
    ClaimFactory(party=said["learner"], skill=said["skill"], kind=ClaimKind.WANTED)
    assert request_match(**said).state == S.REQUESTED


def _was_shown(sharer, learner, skill):
    count_shown(learner=learner, shown=[(skill, sharer)])


def _has_an_open_match(sharer, learner, skill):
    agreed(learner=learner, sharer=sharer, skill=skill)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "known"),
    [
        (lambda sharer, learner, skill: None, False),
        (lambda sharer, learner, skill: count_shown(learner=learner, shown=[(skill, PartyFactory())]), False),
        (lambda sharer, learner, skill: count_shown(learner=learner, shown=[(SkillFactory(), sharer)]), False),
        (lambda sharer, learner, skill: count_shown(learner=sharer, shown=[(skill, learner)]), False),
        (lambda sharer, learner, skill: agreed(learner=learner, sharer=sharer), False),
        (lambda sharer, learner, skill: MatchFactory(learner=learner, sharer=sharer, state=S.CANCELLED), False),
        (_was_shown, True),
        (_has_an_open_match, True),
    ],
)
def test_a_want_for_suggestions_only_is_not_found_by_listing_the_skill(before, known):
    skill, learner, sharer = SkillFactory(), PartyFactory(), PartyFactory()
    ClaimFactory(party=learner, skill=skill, kind=ClaimKind.WANTED, visibility=Visibility.MATCHES, formats=[])
    ClaimFactory(party=sharer, skill=skill)
    before(sharer, learner, skill)
    assert askable_claims(sharer.person, sharer, learner, wanted=True).exists() is known
    said = {"actor": sharer.person, "learner": learner, "sharer": sharer, "skill": skill}
    if not known:
        with pytest.raises(MatchRefused, match="do not list"):
            offer_match(**said, language="en", format=Format.WRITTEN)


@pytest.mark.django_db
def test_nobody_asks_in_the_name_of_others_or_of_both_sides():
    said = wish()
    with pytest.raises(NotYours):
        request_match(**said | {"actor": PersonFactory()})
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, person=said["actor"])
    own = PartyFactory(kind="organisation", person=None, organisation=organisation)
    with pytest.raises(MatchRefused, match="both sides"):
        request_match(**wish(learner=said["learner"], sharer=own))


WHO = ("asked", "asker", "stranger")
RESULTS = {
    # state: action → (asked, asker, stranger); a state, or the error
    "accept": {
        S.SUGGESTED: (S.REQUESTED, S.REQUESTED, NotYours),
        S.REQUESTED: (S.ACCEPTED, S.REQUESTED, NotYours),
        S.ACCEPTED: (S.ACCEPTED, S.ACCEPTED, NotYours),
        S.SCHEDULED: (S.SCHEDULED, S.SCHEDULED, NotYours),
        S.DONE: (S.DONE, S.DONE, NotYours),
        S.CONFIRMED: (S.CONFIRMED, S.CONFIRMED, NotYours),
        S.DECLINED: (MatchRefused, MatchRefused, NotYours),
        S.EXPIRED: (MatchRefused, MatchRefused, NotYours),
        S.CANCELLED: (MatchRefused, MatchRefused, NotYours),
        S.ONE_SIDED: (MatchRefused, MatchRefused, NotYours),
    },
    "decline": {
        S.SUGGESTED: (S.DECLINED, S.DECLINED, NotYours),
        S.REQUESTED: (S.DECLINED, S.CANCELLED, NotYours),
        S.ACCEPTED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.SCHEDULED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.DONE: (S.CANCELLED, S.CANCELLED, NotYours),
        S.CONFIRMED: (MatchRefused, MatchRefused, NotYours),
        S.DECLINED: (S.DECLINED, S.DECLINED, NotYours),
        S.EXPIRED: (MatchRefused, MatchRefused, NotYours),
        S.CANCELLED: (MatchRefused, MatchRefused, NotYours),
        S.ONE_SIDED: (MatchRefused, MatchRefused, NotYours),
    },
    "cancel": {
        S.SUGGESTED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.REQUESTED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.ACCEPTED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.SCHEDULED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.DONE: (S.CANCELLED, S.CANCELLED, NotYours),
        S.CONFIRMED: (MatchRefused, MatchRefused, NotYours),
        S.DECLINED: (MatchRefused, MatchRefused, NotYours),
        S.EXPIRED: (MatchRefused, MatchRefused, NotYours),
        S.CANCELLED: (S.CANCELLED, S.CANCELLED, NotYours),
        S.ONE_SIDED: (MatchRefused, MatchRefused, NotYours),
    },
}
REFUSED = (MatchRefused, MatchRefused, NotYours)
RESULTS["done"] = dict.fromkeys(S, REFUSED) | {
    S.ACCEPTED: (S.DONE, S.DONE, NotYours),
    S.SCHEDULED: (S.DONE, S.DONE, NotYours),
    S.DONE: (S.DONE, S.DONE, NotYours),
    S.CONFIRMED: (S.CONFIRMED, S.CONFIRMED, NotYours),
}
RESULTS["confirm"] = dict.fromkeys(S, REFUSED) | {
    S.DONE: (S.DONE, S.DONE, NotYours),
    S.CONFIRMED: (S.CONFIRMED, S.CONFIRMED, NotYours),
}
ACTS = {
    "accept": accept_match,
    "decline": decline_match,
    "cancel": cancel_match,
    "done": partial(mark_done, minutes=60),
    "confirm": partial(confirm_match, minutes=60),
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "state", "who", "result"),
    [
        (act, state, who, result)
        for act, rows in RESULTS.items()
        for state, results in rows.items()
        for who, result in zip(WHO, results, strict=True)
    ],
)
def test_who_may_do_what_in_which_state(act, state, who, result):
    match = in_state(state)
    actor = {"asked": match.sharer.person, "asker": match.learner.person}.get(who) or PersonFactory()
    if isinstance(result, type):
        with pytest.raises(result):
            ACTS[act](actor=actor, match=match)
        result = state
    else:
        ACTS[act](actor=actor, match=match)
    match.refresh_from_db()
    assert match.state == result
    if result != state:
        assert match.steps.last().state == result


@pytest.mark.django_db
def test_accepting_twice_is_accepting_once():
    match = MatchFactory()
    accept_match(actor=match.sharer.person, match=match)
    accept_match(actor=match.sharer.person, match=match)
    assert match.steps.count() == 1
    assert Party.objects.get(pk=match.sharer_id).active == 1
    assert told(match.learner.person) == [f"{match.sharer.person.username} has said yes: {match.skill.label}"]


@pytest.mark.django_db
def test_an_answer_after_the_time_is_refused():
    match = MatchFactory(expires_at=timezone.now())
    with pytest.raises(MatchRefused, match="time to answer is over"):
        accept_match(actor=match.sharer.person, match=match)


@pytest.mark.django_db
def test_nobody_accepts_more_than_they_have_places_for():
    sharer = PartyFactory(max_active=1)
    agreed(sharer=sharer)
    match = MatchFactory(sharer=sharer)
    with pytest.raises(NoFreePlace):
        accept_match(actor=sharer.person, match=match)
    match.refresh_from_db()
    assert (match.state, match.sharer_agreed_at, match.steps.count()) == (S.REQUESTED, None, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["left", "erased", "blocked"])
def test_who_is_gone_is_not_met(gone):
    match = MatchFactory()
    person = match.learner.person
    if gone == "blocked":
        match.sharer.blocks.create(blocked=match.learner)
    else:
        person.is_active = False
        person.erased_at = timezone.now() if gone == "erased" else None
        person.save()
    with pytest.raises(MatchRefused, match="takes part in no exchanges"):
        accept_match(actor=match.sharer.person, match=match)


@pytest.mark.django_db
def test_a_no_after_a_yes_is_told_with_the_reason_and_frees_the_place():
    match = MatchFactory()
    accept_match(actor=match.sharer.person, match=match)
    decline_match(actor=match.sharer.person, match=match, reason="no_time")
    assert told(match.learner.person)[-1] == f"An exchange has ended early: {match.skill.label}"
    assert text_of(Notice.objects.filter(person=match.learner.person).latest("pk")).paragraphs == [
        "I have no time at present"
    ]
    assert Party.objects.get(pk=match.sharer_id).active == 0


@pytest.mark.django_db
def test_a_suggestion_that_is_declined_is_told_to_nobody():
    match = in_state(S.SUGGESTED)
    decline_match(actor=match.sharer.person, match=match)
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_expiring_tells_who_asked_once():
    due, later = MatchFactory(expires_at=timezone.now()), MatchFactory()
    assert expire_matches() == 1
    assert expire_matches() == 0
    due.refresh_from_db()
    assert (due.state, expire_match(match=later).state) == (S.EXPIRED, S.REQUESTED)
    assert told(due.learner.person) == [f"No answer in time: {due.skill.label}"]
    assert told(due.sharer.person) == []


def as_organisation(blocked):
    """The party of an organisation that the blocked person coordinates."""
    mine = MembershipFactory(person=blocked.person).organisation
    return PartyFactory(kind="organisation", person=None, organisation=mine)


@pytest.mark.django_db
@pytest.mark.parametrize("by_sharer", [True, False])
def test_nobody_goes_round_a_block_as_their_organisation(client, by_sharer):
    person, sharer = PartyFactory(), PartyFactory()
    mine = as_organisation(person)
    by, other = (sharer, person) if by_sharer else (person, sharer)
    by.blocks.create(blocked=other)
    with pytest.raises(MatchRefused, match="takes part in no"):
        request_match(**wish(learner=mine, sharer=sharer, actor=person.person))
    with pytest.raises(NotYours):
        accept_match(actor=person.person, match=in_state(S.SUGGESTED, learner=mine, sharer=sharer))
    match = agreed(learner=mine, sharer=sharer)
    with pytest.raises(NotYours):
        send_message(actor=person.person, match=match, text="Hello")
    with pytest.raises(NotYours):
        schedule_session(
            actor=person.person, match=match, starts=[timezone.now() + timedelta(days=2)], length=timedelta(hours=1)
        )
    assert told(sharer.person) == []
    colleague = MembershipFactory(organisation=mine.organisation).person
    assert send_message(actor=colleague, match=match, text="Hello").author == colleague
    send_message(actor=sharer.person, match=match, text="Hello")
    assert (len(told(colleague)), told(person.person)) == (1, [])
    for reader, sees in ((colleague, True), (person.person, False)):
        assert (match_for(reader, match.uid) is not None) is sees
        assert my_matches(reader)[1].filter(pk=match.pk).exists() is sees
        client.force_login(reader)
        assert client.get(match.get_absolute_url()).status_code == (200 if sees else 404)
        assert (sharer.name in client.get("/skills/matches/").content.decode()) is sees


@pytest.mark.django_db
def test_blocking_ends_what_is_open_and_tells_nobody():
    match = agreed()
    other = MatchFactory(learner=match.learner)
    block_party(actor=match.learner.person, party=match.sharer)
    match.refresh_from_db()
    other.refresh_from_db()
    assert (match.state, other.state) == (S.CANCELLED, S.REQUESTED)
    assert match.steps.get().by_learner is None
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_all_that_is_open_of_somebody_ends():
    match = agreed()
    MatchFactory(sharer=match.sharer)
    in_state(S.CONFIRMED, sharer=match.sharer)
    assert end_matches_of(party=match.sharer) == 2
    assert set(Match.objects.values_list("state", flat=True)) == {S.CANCELLED, S.CONFIRMED}


@pytest.mark.django_db
def test_a_ring_begins_when_it_is_settled():
    ring = Ring.objects.create(size=2, expires_at=timezone.now() + timedelta(days=7))
    match = in_state(S.SUGGESTED, ring=ring)
    accept_match(actor=match.learner.person, match=match)
    assert accept_match(actor=match.sharer.person, match=match).state == S.REQUESTED
    ring.state = RingState.AGREED
    ring.save()
    assert settle_match(match=match).state == settle_match(match=match).state == S.ACCEPTED
    assert len(told(match.learner.person)) == len(told(match.sharer.person)) == 1


@pytest.mark.django_db
def test_answers_and_ends_are_announced(django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, match, by_learner, signal, accepted=None, **kwargs):
        heard.append(("answer" if signal is match_answered else "end", by_learner, accepted))

    match_answered.connect(hear)
    match_ended.connect(hear)
    try:
        one, other = MatchFactory(), MatchFactory()
        accept_match(actor=one.sharer.person, match=one)
        decline_match(actor=other.sharer.person, match=other)
        cancel_match(actor=one.learner.person, match=one)
    finally:
        match_answered.disconnect(hear)
        match_ended.disconnect(hear)
    assert heard == [
        ("answer", False, True),
        ("answer", False, False),
        ("end", False, None),
        ("end", True, None),
    ]


@pytest.mark.django_db
def test_coordinators_answer_for_their_organisation():
    member = MembershipFactory()
    party = PartyFactory(kind="organisation", person=None, organisation=member.organisation)
    match = MatchFactory(sharer=party)
    other = MembershipFactory(organisation=member.organisation, role="author").person
    with pytest.raises(NotYours):
        accept_match(actor=other, match=match)
    assert accept_match(actor=member.person, match=match).state == S.ACCEPTED
    request_match(**wish(sharer=party))
    assert (len(told(member.person)), told(other)) == (1, [])


@pytest.mark.django_db
def test_an_organisation_without_members_answers_nothing():
    party = PartyFactory(kind="organisation", person=None, organisation=OrganisationFactory())
    match = request_match(**wish(sharer=party))
    with pytest.raises(NotYours):
        accept_match(actor=PersonFactory(), match=match)


@pytest.mark.django_db(transaction=True)
def test_two_accept_the_last_place_at_once():
    sharer = PartyFactory(max_active=1)
    matches = [MatchFactory(sharer=sharer) for _number in range(4)]
    together = Barrier(len(matches))

    def answer(match):
        together.wait(timeout=10)
        try:
            return accept_match(actor=sharer.person, match=match).state
        except NoFreePlace:
            return "full"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(matches)) as pool:
        assert sorted(pool.map(answer, matches)) == [S.ACCEPTED, "full", "full", "full"]
    assert Party.objects.get(pk=sharer.pk).active == 1
