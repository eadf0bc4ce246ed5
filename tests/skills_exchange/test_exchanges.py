"""Sessions, hours and their confirmation, messages, thanks, reminders: what each action does, tells and refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from skills_exchange.actions.confirming import close_all_unconfirmed, confirm_match, mark_done
from skills_exchange.actions.matches import cancel_match
from skills_exchange.actions.messages import forget_messages, send_message
from skills_exchange.actions.session_reminders import remind_of_sessions
from skills_exchange.actions.sessions import (
    agree_session,
    cancel_session,
    decline_session,
    place_session,
    report_session,
    schedule_session,
)
from skills_exchange.actions.thanking import (
    ask_who_uses_it,
    give_feedback,
    know_now,
    say_thanks,
    say_use,
    show_thanks,
)
from skills_exchange.enums import ClaimKind, MatchState, SessionState, Visibility
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.models import Exchange, ExchangeSession, Match, Party, SkillClaim
from skills_exchange.signals import match_confirmed
from skills_exchange.tasks import remind_of_exchange_sessions, tend_matches
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory
from tests.skills_exchange.clock import travel
from tests.skills_exchange.test_matches import agreed, in_state, told
from wikilearn.notices.models import Notice

S = MatchState
HOUR = timedelta(hours=1)


def soon(hours=48.0):
    return timezone.now() + timedelta(hours=hours)


def proposed(match, *starts, **fields):
    starts = starts or (soon(),)
    return schedule_session(actor=match.learner.person, match=match, starts=starts, length=HOUR, **fields)


def planned(match, start=None):
    """A session that both have agreed to."""
    (session,) = proposed(match, start or soon())
    return agree_session(actor=match.sharer.person, session=session)


def done(**fields):
    """An exchange of two hours that both have confirmed."""
    match = agreed(**fields)
    mark_done(actor=match.learner.person, match=match, minutes=120)
    confirm_match(actor=match.sharer.person, match=match)
    match.refresh_from_db()
    return match


def state(match):
    return Match.objects.get(pk=match.pk).state


@pytest.mark.django_db
def test_of_the_proposed_times_one_is_agreed_and_the_others_go():
    match = agreed()
    one, two, _three = proposed(match, soon(48), soon(72), soon(96))
    assert (state(match), told(match.sharer.person)) == (
        S.ACCEPTED,
        [f"{match.learner.person.username} proposes 3 times: {match.skill.label}"],
    )
    agree_session(actor=match.sharer.person, session=two)
    agree_session(actor=match.sharer.person, session=two)
    assert list(match.sessions.values_list("pk", "state")) == [(two.pk, SessionState.AGREED)]
    assert (state(match), match.steps.last().state) == (S.SCHEDULED, S.SCHEDULED)
    assert told(match.learner.person) == [f"The time is agreed: {match.skill.label}"]
    with pytest.raises(NotYours, match="taken back"):
        agree_session(actor=match.sharer.person, session=one)


@pytest.mark.django_db
def test_nobody_agrees_to_their_own_proposal_or_to_the_past():
    match = agreed()
    (session,) = proposed(match)
    with pytest.raises(MatchRefused, match="proposed this yourself"):
        agree_session(actor=match.learner.person, session=session)
    with pytest.raises(NotYours):
        agree_session(actor=PersonFactory(), session=session)
    ExchangeSession.objects.update(starts_at=timezone.now() - HOUR, ends_at=timezone.now())
    with pytest.raises(MatchRefused, match="time is over"):
        agree_session(actor=match.sharer.person, session=session)


@pytest.mark.django_db
def test_a_declined_proposal_goes_and_is_told_unless_it_was_taken_back():
    match = agreed()
    one, _other = proposed(match, soon(48), soon(72))
    decline_session(actor=match.learner.person, session=one)
    assert (match.sessions.count(), told(match.learner.person)) == (0, [])
    (again,) = proposed(match)
    decline_session(actor=match.sharer.person, session=again)
    assert (match.sessions.count(), told(match.learner.person)) == (
        0,
        [f"None of the times suits: {match.skill.label}"],
    )


@pytest.mark.django_db
def test_a_time_that_nobody_agreed_to_goes_when_it_is_over():
    match = agreed()
    _one, two = proposed(match, soon(1), soon(5))
    agreed_one = planned(match, soon(2))
    with travel(soon(3)):
        tend_matches()
        tend_matches()
    assert set(match.sessions.values_list("pk", flat=True)) == {two.pk, agreed_one.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    ["matches.expire_matches", "confirming.close_all_unconfirmed", "thanking.ask_who_uses_it"],
)
def test_a_sweep_that_fails_keeps_no_other_waiting(broken, monkeypatch, caplog):
    match = agreed()
    proposed(match, soon(1))

    def breaks():
        raise ValueError(broken)

    monkeypatch.setattr(f"skills_exchange.actions.{broken}", breaks)
    with travel(soon(3)):
        tend_matches()
    assert not match.sessions.exists()
    assert broken in caplog.text


@pytest.mark.django_db
def test_a_moved_session_is_the_same_session_at_another_time():
    match = agreed()
    session = planned(match)
    session.reminded_day_at = timezone.now()
    session.save()
    (other,) = schedule_session(actor=match.sharer.person, match=match, starts=[soon(100)], length=HOUR, moves=session)
    assert [each.starts_at for each in match.sessions.agreed()] == [session.starts_at]
    moved = agree_session(actor=match.learner.person, session=other)
    assert (moved.pk, moved.starts_at, moved.sequence) == (session.pk, other.starts_at, session.sequence + 1)
    assert (match.sessions.count(), moved.reminded_day_at, state(match)) == (1, None, S.SCHEDULED)


@pytest.mark.django_db
def test_a_refused_move_leaves_the_session_where_it_was():
    match = agreed()
    session = planned(match)
    (other,) = proposed(match, soon(100), moves=session)
    decline_session(actor=match.sharer.person, session=other)
    assert list(match.sessions.values_list("pk", "starts_at")) == [(session.pk, session.starts_at)]


@pytest.mark.django_db
def test_a_cancelled_session_is_told_once_and_the_match_waits_again():
    match = agreed()
    session = planned(match)
    proposed(match, soon(100), moves=session)
    cancel_session(actor=match.learner.person, session=session)
    cancel_session(actor=match.learner.person, session=session)
    assert (state(match), match.sessions.get().state) == (S.ACCEPTED, SessionState.CANCELLED)
    assert told(match.sharer.person).count(f"A session is cancelled: {match.skill.label}") == 1


@pytest.mark.django_db
def test_a_new_place_is_told():
    match = agreed()
    session = planned(match)
    place_session(actor=match.sharer.person, session=session, place="Library", link="")
    place_session(actor=match.sharer.person, session=session, place="Library", link="")
    assert told(match.learner.person)[-1] == f"A session has a new place: {match.skill.label}"
    assert match.sessions.get().place == "Library"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "length", "sentence"),
    [
        ([], HOUR, "at least one"),
        ([48, 49, 50, 51, 52, 53], HOUR, "five times at most"),
        ([48], timedelta(minutes=5), "between 15 minutes"),
        ([48], timedelta(hours=9), "between 15 minutes"),
        ([48, -1], HOUR, "time is over"),
        ([24 * 366], HOUR, "within a year"),
    ],
)
def test_times_that_cannot_be_proposed(starts, length, sentence):
    match = agreed()
    with pytest.raises(MatchRefused, match=sentence):
        schedule_session(
            actor=match.learner.person, match=match, starts=[soon(hours) for hours in starts], length=length
        )


@pytest.mark.django_db
def test_there_is_an_end_to_proposing():
    match = agreed()
    for day in range(4):
        proposed(match, *(soon(48 + 24 * day + hour) for hour in range(3)))
    with pytest.raises(MatchRefused, match="Many sessions"):
        proposed(match)


@pytest.mark.django_db
@pytest.mark.parametrize("where", [S.REQUESTED, S.DECLINED, S.EXPIRED, S.CANCELLED, S.DONE, S.CONFIRMED])
def test_sessions_need_an_exchange_that_goes_on(where):
    match = in_state(where)
    with pytest.raises(MatchRefused, match="once both have agreed"):
        proposed(match)


@pytest.mark.django_db
def test_a_session_is_reported_once_it_has_begun_and_can_be_corrected():
    match = agreed()
    session = planned(match)
    with pytest.raises(MatchRefused, match="not begun"):
        report_session(actor=match.sharer.person, session=session, minutes=60)
    with travel(session.ends_at):
        with pytest.raises(MatchRefused, match="8 hours"):
            report_session(actor=match.sharer.person, session=session, minutes=481)
        report_session(actor=match.sharer.person, session=session, minutes=45)
        assert (state(match), match.sessions.get().minutes) == (S.ACCEPTED, 45)
        report_session(actor=match.learner.person, session=session, minutes=0)
    assert (match.sessions.get().state, match.sessions.get().minutes) == (SessionState.MISSED, None)


@pytest.mark.django_db
def test_the_end_of_a_match_calls_its_sessions_off():
    match = agreed()
    session = planned(match)
    proposed(match, soon(100))
    cancel_match(actor=match.learner.person, match=match)
    assert list(match.sessions.values_list("pk", "state")) == [(session.pk, SessionState.CANCELLED)]


@pytest.mark.django_db
def test_done_counts_the_sessions_and_waits_for_the_other_side():
    match = agreed()
    session = planned(match)
    later = planned(match, soon(200))
    with travel(session.ends_at):
        mark_done(actor=match.sharer.person, match=match)
    exchange = Exchange.objects.get(match=match)
    assert (exchange.sharer_minutes, exchange.learner_minutes, exchange.minutes) == (60, None, None)
    assert (state(match), Party.objects.get(pk=match.sharer_id).active) == (S.DONE, 0)
    assert ExchangeSession.objects.get(pk=later.pk).state == SessionState.CANCELLED
    assert told(match.learner.person)[-1] == f"{match.sharer.person.username} says that it is done: {match.skill.label}"


@pytest.mark.django_db
def test_the_lesser_of_what_both_say_counts_and_is_announced_once():
    heard = []

    def hear(sender, match, **kwargs):
        heard.append(match.exchange.minutes)

    match_confirmed.connect(hear)
    try:
        match = agreed()
        mark_done(actor=match.learner.person, match=match, minutes=120)
        confirm_match(actor=match.sharer.person, match=match, minutes=90)
        confirm_match(actor=match.sharer.person, match=match, minutes=300)
        confirm_match(actor=match.learner.person, match=match)
    finally:
        match_confirmed.disconnect(hear)
    exchange = Exchange.objects.get(match=match)
    assert (state(match), exchange.minutes, heard) == (S.CONFIRMED, 90, [90])
    assert exchange.follow_up_at - exchange.confirmed_at == timedelta(days=60)
    assert told(match.learner.person)[-1].endswith(f"has confirmed the exchange: {match.skill.label}")


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [None, 0, -5, 100 * 60 + 1])
def test_done_without_hours_or_with_too_many_is_refused(minutes):
    match = agreed()
    with pytest.raises(MatchRefused, match=r"how much time it took|100 hours"):
        mark_done(actor=match.learner.person, match=match, minutes=minutes)
    assert (state(match), Exchange.objects.count()) == (S.ACCEPTED, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("where", [S.SUGGESTED, S.REQUESTED, S.DECLINED, S.EXPIRED, S.CANCELLED, S.ONE_SIDED])
def test_what_did_not_happen_is_not_confirmed(where):
    match = in_state(where)
    with pytest.raises(MatchRefused, match="not done yet"):
        mark_done(actor=match.learner.person, match=match, minutes=60)


@pytest.mark.django_db
def test_the_word_of_one_earns_nothing():
    match = agreed()
    mark_done(actor=match.learner.person, match=match, minutes=60)
    assert close_all_unconfirmed() == 0
    with travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert (close_all_unconfirmed(), close_all_unconfirmed()) == (1, 0)
    assert (state(match), match.steps.last().state) == (S.ONE_SIDED, S.ONE_SIDED)
    assert Exchange.objects.get().minutes is None
    with pytest.raises(MatchRefused):
        confirm_match(actor=match.sharer.person, match=match)


@pytest.mark.django_db
def test_the_database_counts_no_more_than_both_say():
    match = agreed()
    with pytest.raises(IntegrityError, match="exchange_counts_what_both_say"), transaction.atomic():
        Exchange.objects.create(
            match=match, learner_minutes=60, sharer_minutes=30, minutes=60, confirmed_at=timezone.now()
        )


def reminders(person):
    kinds = Notice.objects.filter(person=person, kind="match_session").order_by("pk")
    return [notice.context["what"] for notice in kinds if notice.context["what"] in ("day", "hour")]


@pytest.mark.django_db
def test_both_are_reminded_a_day_and_an_hour_before_once():
    match = agreed()
    session = planned(match)
    for before in (25, 23.9, 12, 0.9, 0.5, 0):
        with travel(session.starts_at - timedelta(hours=before)):
            remind_of_exchange_sessions()
            remind_of_exchange_sessions()
    assert reminders(match.learner.person) == reminders(match.sharer.person) == ["day", "hour"]


@pytest.mark.django_db
def test_who_has_just_agreed_is_not_reminded_of_it():
    match = agreed()
    session = planned(match, soon(5))
    with travel(session.starts_at - timedelta(hours=4)):
        assert remind_of_sessions() == 0
    with travel(session.starts_at - timedelta(minutes=50)):
        assert remind_of_sessions() == 1
    assert reminders(match.learner.person) == ["hour"]


@pytest.mark.django_db
def test_a_moved_session_is_reminded_of_again():
    match = agreed()
    session = planned(match)
    with travel(session.starts_at - timedelta(hours=23)):
        assert remind_of_sessions() == 1
        (other,) = proposed(match, soon(72), moves=session)
        session = agree_session(actor=match.sharer.person, session=other)
    with travel(session.starts_at - timedelta(hours=23)):
        assert remind_of_sessions() == 1
    assert reminders(match.sharer.person) == ["day", "day"]


@pytest.mark.django_db(transaction=True)
def test_two_beats_remind_once():
    match = agreed()
    session = planned(match)
    ExchangeSession.objects.update(starts_at=soon(20), ends_at=soon(21), changed_at=timezone.now() - timedelta(days=2))
    together = Barrier(3)

    def beat(_number):
        together.wait(timeout=10)
        try:
            return remind_of_sessions()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(beat, range(3))) == 1
    assert reminders(match.learner.person) == ["day"]
    assert session.pk


@pytest.mark.django_db
def test_a_message_is_told_without_its_words_until_it_is_read():
    match = agreed()
    send_message(actor=match.learner.person, match=match, text="The secret recipe")
    send_message(actor=match.learner.person, match=match, text="And more of it")
    notice = Notice.objects.get(person=match.sharer.person)
    assert "recipe" not in str(notice.context)
    assert told(match.sharer.person) == [f"{match.learner.person.username} has written to you: {match.skill.label}"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"), [("  ", "write something"), ("x" * 4001, "4,000"), ("x" * 4000, ""), ("x", "many messages")]
)
def test_limits_of_messages(text, sentence):
    match = agreed()
    if sentence == "many messages":
        match.messages.bulk_create(match.messages.model(match=match, by_learner=True, text="x") for _n in range(30))
    if not sentence:
        assert send_message(actor=match.learner.person, match=match, text=text).text == text
        return
    with pytest.raises(MatchRefused, match=sentence):
        send_message(actor=match.learner.person, match=match, text=text)


@pytest.mark.django_db
@pytest.mark.parametrize("where", list(S))
def test_in_which_states_the_two_write_to_each_other(where):
    match = in_state(where)
    if where in (S.ACCEPTED, S.SCHEDULED, S.DONE, S.CONFIRMED):
        assert send_message(actor=match.sharer.person, match=match, text="Hello").pk
    else:
        with pytest.raises(MatchRefused, match="any more"):
            send_message(actor=match.sharer.person, match=match, text="Hello")


@pytest.mark.django_db
def test_a_block_ends_the_talk_of_a_finished_exchange_too():
    match = done()
    match.learner.blocks.create(blocked=match.sharer)
    for side in (match.learner, match.sharer):
        with pytest.raises(MatchRefused, match="any more"):
            send_message(actor=side.person, match=match, text="Hello")


@pytest.mark.django_db
@pytest.mark.parametrize("where", [S.DONE, S.CONFIRMED, S.ONE_SIDED])
@pytest.mark.parametrize("by_learner", [True, False])
def test_a_block_ends_thanks_and_feedback_too(where, by_learner):
    match = done()
    Match.objects.filter(pk=match.pk).update(state=where)
    by, blocked = (match.learner, match.sharer) if by_learner else (match.sharer, match.learner)
    by.blocks.create(blocked=blocked)
    told_before = Notice.objects.count()
    for side in (match.learner, match.sharer):
        with pytest.raises(MatchRefused, match="takes part in no exchanges"):
            give_feedback(actor=side.person, match=match, useful=1, text="Hello", shown=True)
    with pytest.raises(MatchRefused, match="takes part in no exchanges"):
        say_thanks(actor=match.learner.person, match=match, text="Hello")
    assert Notice.objects.count() == told_before
    assert not match.feedback.exists()


@pytest.mark.django_db
def test_nobody_thanks_who_has_left():
    match = done()
    match.sharer.person.is_active = False
    match.sharer.person.save()
    with pytest.raises(MatchRefused, match="takes part in no exchanges"):
        say_thanks(actor=match.learner.person, match=match, text="Hello")


@pytest.mark.django_db
def test_messages_are_forgotten_a_year_after_the_end():
    old, going_on = done(message="Please"), agreed(message="Please")
    for match in (old, going_on):
        send_message(actor=match.learner.person, match=match, text="Hello")
    with travel(timezone.now() + timedelta(days=364)):
        assert forget_messages() == 0
    with travel(timezone.now() + timedelta(days=368)):
        assert (forget_messages(), forget_messages()) == (2, 0)
    assert going_on.messages.count() == 1
    assert list(Match.objects.order_by("pk").values_list("message", flat=True)) == ["", "Please"]


@pytest.mark.django_db
def test_feedback_is_given_by_both_and_can_be_changed():
    match = done()
    give_feedback(actor=match.learner.person, match=match, useful=2, learned="partly", text=" So so ")
    give_feedback(actor=match.learner.person, match=match, useful=5, learned="yes", again=True, shown=True)
    give_feedback(actor=match.sharer.person, match=match, useful=4, learned="yes")
    rows = match.feedback.order_by("-by_learner").values_list("useful", "learned", "again", "text", "shown")
    assert list(rows) == [(5, "yes", True, "", True), (4, "", None, "", False)]
    with pytest.raises(MatchRefused, match="how useful"):
        give_feedback(actor=match.learner.person, match=match, useful=6)
    with pytest.raises(MatchRefused, match="once the exchange is done"):
        give_feedback(actor=(other := agreed()).learner.person, match=other, useful=5)


@pytest.mark.django_db
def test_a_rating_needs_three_learners():
    sharer = PartyFactory()
    for useful in (5, 4, 3):
        assert Party.objects.get(pk=sharer.pk).rating is None
        match = done(sharer=sharer)
        give_feedback(actor=match.learner.person, match=match, useful=useful)
    assert Party.objects.get(pk=sharer.pk).rating == 0.75


@pytest.mark.django_db
def test_thanks_are_shown_only_if_both_want_it():
    match = done()
    with pytest.raises(NotYours):
        say_thanks(actor=match.sharer.person, match=match, text="Thanks to me")
    thanks = say_thanks(actor=match.learner.person, match=match, text="Thank you!", shown=True)
    assert (thanks.learner_shows, thanks.sharer_shows) == (True, False)
    assert show_thanks(actor=match.sharer.person, match=match, shown=True).sharer_shows
    assert not say_thanks(actor=match.learner.person, match=match, text="Other words", shown=True).sharer_shows
    assert told(match.sharer.person).count(f"{match.learner.person.username} thanks you: {match.skill.label}") == 1


@pytest.mark.django_db
def test_what_was_wanted_is_known_by_one_click():
    match = done()
    with pytest.raises(MatchRefused, match="not on the list"):
        know_now(actor=match.learner.person, match=match)
    ClaimFactory(party=match.learner, skill=match.skill, kind=ClaimKind.WANTED, visibility=Visibility.MATCHES)
    with pytest.raises(MatchRefused, match="not on the list"):
        know_now(actor=match.sharer.person, match=match)
    know_now(actor=match.learner.person, match=match)
    claim = SkillClaim.objects.get(party=match.learner)
    assert (claim.kind, claim.visibility) == (ClaimKind.KNOWN, Visibility.MATCHES)


@pytest.mark.django_db
def test_learners_are_asked_once_two_months_later_whether_they_use_it():
    match = done()
    give_feedback(actor=match.learner.person, match=match, useful=5)
    assert ask_who_uses_it() == 0
    with travel(timezone.now() + timedelta(days=61)):
        assert (ask_who_uses_it(), ask_who_uses_it()) == (1, 0)
        say_use(actor=match.learner.person, match=match, uses="yes")
    assert match.feedback.get().uses == "yes"
    assert told(match.learner.person)[-1].startswith("Do you use what you have learned?")
    with pytest.raises(MatchRefused, match="choose an answer"):
        say_use(actor=match.learner.person, match=match, uses="perhaps")


@pytest.mark.django_db
def test_messages_carry_no_markup():
    from skills_exchange.templatetags.exchanges import plain_links

    said = plain_links('<script>alert(1)</script> https://example.org/?a=1&b="2"\nnext')
    assert "<script" not in said
    assert 'rel="nofollow noopener noreferrer"' in said
    assert said.endswith("<br>next")


@pytest.mark.django_db
def test_sessions_stand_in_utc_whatever_the_clocks_do():
    """Berlin sets its clock back on 25 October 2026: an hour before and after are two hours apart from each other."""
    with travel(datetime(2026, 10, 20, tzinfo=UTC)):
        match = MatchFactory(
            state=S.ACCEPTED, sharer_agreed_at=timezone.now(), sharer=PartyFactory(zone="Europe/Berlin")
        )
        session = planned(match, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert session.length == HOUR
