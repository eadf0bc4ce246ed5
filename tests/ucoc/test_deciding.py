"""Decisions, measures, assigned courses and appeals: results, logs, notices and refusals."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from courses.actions.completing import complete_course
from tests.days import as_of_now
from tests.factories.courses import PublishedCourseFactory
from tests.factories.enforcing import BodyFactory, LocalBodyFactory, member_of
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from ucoc.actions.appeals import answer_appeal, file_appeal, withdraw_decision_appeal
from ucoc.actions.decisions import record_decision
from ucoc.actions.measures import (
    MeasureWish,
    claim_measures,
    close_missed_courses,
    follow_on_wiki,
    lift_measure,
    remind_of_courses,
)
from ucoc.enums import AppealFactor, AppealStatus, BodyKind, Closing, Finding, MeasureKind, OnWiki
from ucoc.errors import AppealRefused, DecisionRefused, MeasureRefused, NotYours
from ucoc.models import AppealPart, CaseStep, Decision, DecisionAppeal, Measure
from ucoc.queries.decisions import body_of_appeal, ladder_for
from ucoc.reference_data_bodies import load_bodies, load_jurisdiction
from ucoc.signals import assigned_course_closed
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def u4c():
    """The bodies and the table of a fresh site; the U4C with three members, and trust and safety with one."""
    load_bodies()
    load_jurisdiction()
    body = BodyFactory(slug="u4c")
    for _ in range(3):
        member_of(body)
    trust = BodyFactory(slug="trust-and-safety")
    trust.topics.clear()
    member_of(trust)
    return body


@pytest.fixture
def local(u4c):
    """The administrators of a wiki, with one member."""
    return LocalBodyFactory(slug="local")


@pytest.fixture
def admin(local):
    return member_of(local, PersonFactory(username="Admin", two_factor=True))


def decide(admin, local, *measures, **more):
    fields = {"case": uuid.uuid4(), "reasons": "It broke the code."} | more
    return record_decision(actor=admin, body=local, measures=measures, **fields)


def test_a_decision_is_written_counted_told_and_logged(admin, local):
    accused = PersonFactory()
    decision = decide(admin, local, MeasureWish(MeasureKind.WARNING, accused))
    (measure,) = decision.measures.all()
    assert (measure.person, measure.kind, measure.on_wiki) == (accused, MeasureKind.WARNING, OnWiki.NOT_NEEDED)
    assert [part.person for part in decision.parts.all()] == [admin]
    assert decision.wiki == local.wiki
    assert CaseStep.objects.get(case=decision.case).step == "decided"
    notice = Notice.objects.get(person=accused)
    assert (notice.kind, notice.context) == ("ucoc_measure", {})
    event = Event.objects.get(action="ucoc.decided")
    assert event.target == decision.reference
    assert "reasons" not in event.details


def in_days(days):
    return today() + timedelta(days=days)


REFUSED = [
    ({"reasons": " "}, DecisionRefused),
    ({"finding": Finding.NO_BREACH}, DecisionRefused),
    ({"on": lambda: in_days(1)}, DecisionRefused),
]


@pytest.mark.parametrize(("fields", "error"), REFUSED)
def test_a_decision_that_contradicts_itself_is_refused(admin, local, fields, error):
    with pytest.raises(error):
        decide(admin, local, MeasureWish(MeasureKind.WARNING, PersonFactory()), **as_of_now(fields))
    assert not Decision.objects.exists()


BAD_MEASURES = [
    {"kind": MeasureKind.BAN, "until": lambda: in_days(-1)},
    {"kind": MeasureKind.WARNING, "since": lambda: in_days(3), "until": lambda: in_days(2)},
    {"kind": MeasureKind.TEMPORARY_BLOCK},
    {"kind": MeasureKind.COURSE, "until": lambda: in_days(10)},
]


@pytest.mark.parametrize("fields", BAD_MEASURES)
def test_a_measure_that_contradicts_itself_is_refused(admin, local, fields):
    with pytest.raises(MeasureRefused):
        decide(admin, local, MeasureWish(person=PersonFactory(), **as_of_now(fields)))


@pytest.mark.parametrize("days", [None, -1, 0])
def test_an_assigned_course_needs_a_day_to_come(admin, local, days):
    until = None if days is None else in_days(days)
    with pytest.raises(MeasureRefused):
        decide(admin, local, MeasureWish(MeasureKind.COURSE, PersonFactory(), until=until, course=_course()))


def _course():
    return PublishedCourseFactory()


def test_the_database_refuses_a_measure_that_ends_before_it_starts(admin, local):
    decision = decide(admin, local)
    with pytest.raises(IntegrityError, match="measure_ends_after_it_starts"), transaction.atomic():
        Measure.objects.create(
            decision=decision, kind=MeasureKind.BAN, person=PersonFactory(), since=today(), until=in_days(-1)
        )


def test_only_eligible_members_decide_and_never_about_themselves(admin, local):
    with pytest.raises(NotYours):
        decide(PersonFactory(), local)
    with pytest.raises(NotYours):
        decide(admin, local, MeasureWish(MeasureKind.ADVICE, admin))


def test_a_quorum_decides_together(local, admin):
    local.quorum = 2
    local.save()
    with pytest.raises(DecisionRefused):
        decide(admin, local)
    with pytest.raises(DecisionRefused):
        decide(admin, local, deciders=[PersonFactory()])
    second = member_of(local)
    decision = decide(admin, local, deciders=[second, admin])
    assert {part.person for part in decision.parts.all()} == {admin, second}


def test_a_case_is_decided_once_by_a_body(admin, local):
    case = decide(admin, local).case
    with pytest.raises(DecisionRefused):
        decide(admin, local, case=case)


def test_a_measure_about_an_account_that_never_came_is_claimed_by_who_proves_it(admin, local):
    decision = decide(admin, local, MeasureWish(MeasureKind.BAN, username="far_away account"))
    measure = decision.measures.get()
    assert (measure.person, measure.username) == (None, "Far away account")
    claim_measures(person=PersonFactory(username="Far away account"))
    measure.refresh_from_db()
    assert measure.person is None
    person = PersonFactory(username="Far away account 2", central_id=7)
    Measure.objects.update(username="Far away account 2")
    claim_measures(person=person)
    measure.refresh_from_db()
    assert (measure.person, measure.username) == (person, "")


@pytest.fixture
def assigned(admin, local):
    """A measure: a course to pass within ten days; what the case side hears is collected."""
    accused, course = PersonFactory(username="Accused"), _course()
    decision = decide(admin, local, MeasureWish(MeasureKind.COURSE, accused, until=in_days(10), course=course))
    measure = decision.measures.get()
    heard: list[tuple[uuid.UUID, bool]] = []

    def listen(sender, case, measure, passed, **kwargs):
        heard.append((case, passed))

    assigned_course_closed.connect(listen)
    yield measure, heard
    assigned_course_closed.disconnect(listen)


def test_passing_the_course_closes_the_measure_and_says_no_more(assigned, admin):
    measure, heard = assigned
    revision = measure.course.published_revision_id
    complete_course(actor=measure.person, course=measure.course, revision_id=revision, language="en")
    measure.refresh_from_db()
    assert (measure.closed_as, measure.closed_on, measure.passed) == (Closing.PASSED, today(), True)
    assert heard == [(measure.decision.case, True)]
    assert Notice.objects.get(person=admin, kind="ucoc_course_closed").context == {"passed": True}
    assert not Event.objects.filter(target=measure.course.reference, action__startswith="ucoc").exists()


def test_another_course_or_another_person_closes_nothing(assigned):
    measure, heard = assigned
    other = _course()
    complete_course(actor=measure.person, course=other, revision_id=other.published_revision_id, language="en")
    revision = measure.course.published_revision_id
    complete_course(actor=PersonFactory(), course=measure.course, revision_id=revision, language="en")
    assert heard == []
    assert Measure.objects.get(pk=measure.pk).closed_on is None


def test_a_day_that_passes_says_not_passed_once(assigned, admin):
    measure, heard = assigned
    assert close_missed_courses(in_days(10)) == 0
    assert close_missed_courses(in_days(11)) == 1
    assert close_missed_courses(in_days(12)) == 0
    assert heard == [(measure.decision.case, False)]
    measure.refresh_from_db()
    assert (measure.closed_as, measure.passed) == (Closing.NOT_PASSED, False)
    assert Notice.objects.filter(person=admin, kind="ucoc_course_closed").count() == 1


def test_reminders_come_each_once(assigned):
    measure, _heard = assigned
    assert remind_of_courses() == 1  # ten days are within the first fourteen
    assert remind_of_courses() == 0
    assert remind_of_courses(in_days(7)) == 1
    assert remind_of_courses(in_days(8)) == 0
    assert Notice.objects.filter(person=measure.person, kind="ucoc_course_due").count() == 2


def test_what_the_wiki_did_is_followed_with_a_link_to_a_wiki(admin, local):
    WikiFactory(dbname="dewiki", url="https://de.wikipedia.org")
    wish = MeasureWish(MeasureKind.TEMPORARY_BLOCK, PersonFactory(), until=in_days(30))
    measure = decide(admin, local, wish).measures.get()
    assert measure.on_wiki == OnWiki.RECOMMENDED
    for link in ("", "https://example.org/x", "http://de.wikipedia.org/x", "javascript:alert(1)", "https://"):
        with pytest.raises(MeasureRefused):
            follow_on_wiki(actor=admin, measure=measure, status=OnWiki.DONE, link=link)
    done = follow_on_wiki(
        actor=admin, measure=measure, status=OnWiki.DONE, link="https://de.wikipedia.org/wiki/Special:Log/block"
    )
    assert done.on_wiki == OnWiki.DONE
    with pytest.raises(NotYours):
        follow_on_wiki(actor=PersonFactory(), measure=measure, status=OnWiki.DECLINED)


def test_a_body_lifts_its_measure_once(admin, local):
    measure = decide(admin, local, MeasureWish(MeasureKind.BAN, PersonFactory())).measures.get()
    assert lift_measure(actor=admin, measure=measure).closed_as == Closing.LIFTED
    with pytest.raises(MeasureRefused):
        lift_measure(actor=admin, measure=measure)


def test_the_ladder_climbs_with_earlier_measures(admin, local):
    accused = PersonFactory()
    assert ladder_for(accused).kinds[0] == MeasureKind.WARNING
    decide(admin, local, MeasureWish(MeasureKind.WARNING, accused))
    assert ladder_for(accused).kinds == (MeasureKind.COURSE, MeasureKind.INTERACTION_LIMIT)


# Appeals


def appeal(decision, person, **more):
    fields = {"factors": [AppealFactor.NEW_FACTS], "text": "Please look again."} | more
    return file_appeal(decision=decision, actor=person, **fields)


@pytest.fixture
def decided(admin, local):
    accused = PersonFactory(username="Concerned")
    return decide(admin, local, MeasureWish(MeasureKind.BAN, accused)), accused


def test_an_appeal_goes_to_another_body_with_a_deadline(decided, u4c):
    decision, accused = decided
    filed = appeal(decision, accused)
    assert (filed.body, filed.first_body, filed.status) == (u4c, decision.body, AppealStatus.OPEN)
    assert filed.due_at > timezone.now() + timedelta(days=u4c.decide_within)
    assert CaseStep.objects.filter(case=decision.case, step="appealed", body=decision.body).exists()
    assert Notice.objects.filter(kind="ucoc_appeal_waits").count() == 3


def test_the_steward_between_looks_first_if_there_is_one(decided):
    stewards = BodyFactory(slug="stewards")
    member_of(stewards)
    assert body_of_appeal(decided[0]) == stewards


def test_people_with_a_wall_and_first_deciders_do_not_count_for_the_quorum(decided, u4c):
    stewards = BodyFactory(slug="stewards")
    lone = member_of(stewards)
    assert body_of_appeal(decided[0], excluding={lone.pk}) == u4c


def test_what_the_u4c_decided_goes_to_trust_and_safety(u4c):
    members = [member.person for member in u4c.members.all()]
    accused = PersonFactory()
    decision = decide(members[0], u4c, MeasureWish(MeasureKind.BAN, accused), deciders=members)
    assert body_of_appeal(decision).kind == BodyKind.TRUST_AND_SAFETY


def test_an_appeal_to_the_first_decider_is_refused_by_action_and_database(decided):
    decision, accused = decided
    with pytest.raises(AppealRefused):
        appeal(decision, accused, body=decision.body)
    with pytest.raises(IntegrityError, match="decision_appeal_goes_to_another_body"), transaction.atomic():
        DecisionAppeal.objects.create(
            decision=decision,
            by="concerned",
            body=decision.body,
            first_body=BodyFactory(slug="legal"),  # the trigger puts the true one
            factors=["code"],
            due_at=timezone.now() + timedelta(days=1),
        )


@pytest.mark.parametrize("fields", [{"factors": []}, {"text": "  "}])
def test_an_appeal_says_why(decided, fields):
    with pytest.raises(AppealRefused):
        appeal(*decided, **fields)


def test_an_appeal_is_for_the_person_concerned_once_and_in_time(decided, admin):
    decision, accused = decided
    with pytest.raises(NotYours):
        appeal(decision, PersonFactory())
    appeal(decision, accused)
    with pytest.raises(AppealRefused):
        appeal(decision, accused)
    late = decide(admin, decision.body, MeasureWish(MeasureKind.BAN, accused), on=in_days(-91))
    with pytest.raises(AppealRefused):
        appeal(late, accused)


def test_who_reported_appeals_without_a_name_or_words(decided):
    filed = file_appeal(decision=decided[0], by="reporter", factors=["proportion"], text="secret")
    assert (filed.filed_by, filed.text) == (None, "")


@pytest.fixture
def judges(u4c):
    return [member.person for member in u4c.members.all()]


@pytest.mark.parametrize(
    ("outcome", "closing"),
    [
        (AppealStatus.UPHELD, ""),
        (AppealStatus.OVERTURNED, Closing.OVERTURNED),
        (AppealStatus.SENT_BACK, Closing.SENT_BACK),
    ],
)
def test_an_answer_ends_measures_or_lets_them_stand(decided, judges, outcome, closing):
    decision, accused = decided
    filed = appeal(decision, accused)
    answered = answer_appeal(actor=judges[0], appeal=filed, outcome=outcome, reasons="Because.", deciders=judges)
    assert (answered.status, answered.reasons) == (outcome, "Because.")
    assert decision.measures.get().closed_as == closing
    assert CaseStep.objects.filter(case=decision.case, body=decision.body, step=outcome).exists()
    assert Notice.objects.filter(person=accused, kind="ucoc_appeal_answered").exists()
    with pytest.raises(AppealRefused):
        answer_appeal(actor=judges[0], appeal=filed, outcome=outcome, reasons="Again.", deciders=judges)


def test_a_changed_decision_puts_another_measure_in_the_place(decided, judges):
    decision, accused = decided
    filed = appeal(decision, accused)
    with pytest.raises(AppealRefused):
        answer_appeal(actor=judges[0], appeal=filed, outcome="changed", reasons="Too hard.", deciders=judges)
    wish = MeasureWish(MeasureKind.WARNING, accused)
    answer_appeal(
        actor=judges[0], appeal=filed, outcome="changed", reasons="Too hard.", deciders=judges, measures=[wish]
    )
    new, old = decision.measures.order_by("-pk")
    assert (old.closed_as, new.kind, new.appeal) == (Closing.CHANGED, MeasureKind.WARNING, filed)


def test_first_deciders_have_no_part_in_action_and_database(decided, u4c, admin, judges):
    decision, accused = decided
    filed = appeal(decision, accused)
    member_of(u4c, admin)
    with pytest.raises(NotYours):
        answer_appeal(actor=admin, appeal=filed, outcome="upheld", reasons="Fine.", deciders=judges)
    with pytest.raises(NotYours):
        answer_appeal(actor=judges[0], appeal=filed, outcome="upheld", reasons="Fine.", deciders=[*judges, admin])
    with pytest.raises(DatabaseError, match="who decided first"), transaction.atomic():
        AppealPart.objects.create(appeal=filed, person=admin)


def test_what_was_sent_back_is_decided_anew_once(decided, judges, admin, local):
    decision, accused = decided
    with pytest.raises(DecisionRefused):
        decide(admin, local, case=decision.case, before=decision)
    filed = appeal(decision, accused)
    answer_appeal(actor=judges[0], appeal=filed, outcome="sent_back", reasons="Hear them.", deciders=judges)
    again = decide(admin, local, MeasureWish(MeasureKind.ADVICE, accused), case=decision.case, before=decision)
    assert again.before == decision
    with pytest.raises(DecisionRefused):
        decide(admin, local, case=decision.case, before=decision)
    assert ladder_for(accused).kinds[0] == MeasureKind.WARNING  # what was sent back does not count, the advice does


def test_who_appealed_may_withdraw(decided):
    decision, accused = decided
    filed = appeal(decision, accused)
    with pytest.raises(NotYours):
        withdraw_decision_appeal(actor=PersonFactory(), appeal=filed)
    assert withdraw_decision_appeal(actor=accused, appeal=filed).status == AppealStatus.WITHDRAWN
