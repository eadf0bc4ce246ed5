"""Facts are written once, projected at once, and never change."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from certification import signals
from certification.enums import FactKind, Path
from certification.errors import FactRefused
from certification.models import Fact, Period
from courses.enums import CoursePath
from courses.signals import course_passed
from tests.days import as_of_now, in_days
from tests.factories.certification import FactFactory, PeriodFactory, RequirementFactory, certify, noon
from tests.factories.courses import CompletionFactory, CourseRevisionFactory, PublishedCourseFactory, TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", mandatory=True)


@pytest.fixture
def announced():
    heard = []

    def certified(sender, period, **kwargs):
        heard.append(("certified", period.valid_from, period.valid_until))

    def changed(sender, period, fact, **kwargs):
        heard.append(("changed", period.valid_until, period.stands, fact.kind))

    signals.certified.connect(certified)
    signals.period_changed.connect(changed)
    yield heard
    signals.certified.disconnect(certified)
    signals.period_changed.disconnect(changed)


def periods(person):
    found = Period.objects.filter(person=person).order_by("valid_from")
    return [(str(p.valid_from), str(p.valid_until), p.stands) for p in found]


def test_record_fact_projects_a_period_logs_and_announces_it(person, topic, announced):
    fact = certify(person, topic, "2024-02-29", source_key="one")
    assert periods(person) == [("2024-02-29", "2026-02-28", True)]
    assert announced == [("certified", date(2024, 2, 29), date(2026, 2, 28))]
    event = Event.objects.get(action="certification.fact_recorded")
    assert (event.target, event.details) == (
        person.reference,
        {"kind": "passed", "topic": "digital-security", "fact": fact.pk},
    )


def test_record_fact_counts_the_same_source_once(person, topic, announced):
    one = certify(person, topic, "2024-03-01", source_key="one")
    again = certify(person, topic, "2025-01-01", source_key="one")
    assert one == again
    assert (Fact.objects.count(), Period.objects.count(), len(announced)) == (1, 1, 1)
    assert Event.objects.filter(action="certification.fact_recorded").count() == 1


def test_record_fact_links_a_renewal_to_what_it_renews(person, topic):
    certify(person, topic, "2024-03-01")
    certify(person, topic, "2026-01-15")
    old, new = Period.objects.order_by("valid_from")
    assert (old.renewed_by, new.renewed_by) == (new, None)
    assert new.valid_from == old.valid_until + timedelta(days=1)


def test_record_fact_leaves_early_practice_without_effect(person, topic, announced):
    certify(person, topic, "2024-03-01")
    certify(person, topic, "2024-09-01")
    assert (len(periods(person)), len(announced), Fact.objects.count()) == (1, 1, 2)


def test_record_fact_in_any_order_of_arrival_gives_the_same_periods(topic):
    orders = [("2024-03-01", "2026-01-15", "2029-06-01"), ("2029-06-01", "2024-03-01", "2026-01-15")]
    people = [PersonFactory(), PersonFactory()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: noon("2030-01-01"))
        for person, order in zip(people, orders, strict=True):
            for day in order:
                certify(person, topic, day)
    assert periods(people[0]) == periods(people[1])
    assert len(periods(people[0])) == 3


def test_revoking_and_reinstating_keep_the_period_that_credentials_name(person, topic, announced):
    certify(person, topic, "2025-03-01")
    period = Period.objects.get()
    certify(person, topic, "2025-03-01", kind=FactKind.REVOKED, reason="Shared the answers", source_key="revoked")
    period.refresh_from_db()
    assert period.stands is False
    assert announced[-1] == ("changed", date(2027, 3, 1), False, "revoked")
    annulled = Fact.objects.get(source_key="revoked")
    certify(person, topic, "2025-06-01", kind=FactKind.CORRECTED, corrects=annulled, reason="Appeal granted")
    period.refresh_from_db()
    assert (period.stands, announced[-1]) == (True, ("changed", date(2027, 3, 1), True, "corrected"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day": in_days(1)}, "at"),
        ({"valid_from": date(2026, 1, 2), "valid_until": date(2026, 1, 1)}, "valid_until"),
        ({"kind": FactKind.EXTENDED, "reason": "ill"}, "valid_until"),
        ({"kind": FactKind.EXTENDED, "valid_until": date(2027, 1, 1)}, "reason"),
        ({"kind": FactKind.REVOKED, "reason": "  "}, "reason"),
        ({"kind": FactKind.CORRECTED, "reason": "wrong"}, "corrects"),
    ],
)
def test_record_fact_refuses_what_contradicts_itself(person, topic, more, field):
    with pytest.raises(FactRefused) as refused:
        certify(person, topic, **{"day": "2026-01-01"} | as_of_now(more))
    assert refused.value.field == field
    assert not Fact.objects.exists()


def test_record_fact_refuses_to_correct_somebody_elses_fact(person, topic):
    other = FactFactory(topic=topic)
    with pytest.raises(FactRefused):
        certify(person, topic, "2026-01-01", kind=FactKind.CORRECTED, corrects=other, reason="wrong")


def test_record_fact_keeps_the_strictest_terms_of_its_day(person, topic):
    RequirementFactory(topic=topic, validity_months=24, window_days=120)
    RequirementFactory(topic=topic, validity_months=12)
    RequirementFactory(topic=topic, validity_months=6, in_force_from=date(2026, 1, 1), transition_ends=date(2026, 7, 1))
    fact = certify(person, topic, "2025-03-01")
    assert (fact.validity_months, fact.window_days) == (12, 120)
    assert periods(person) == [("2025-03-01", "2026-03-01", True)]


def test_facts_can_be_emptied_of_personal_words_and_change_in_nothing_else(person, topic):
    fact = certify(person, topic, "2025-03-01", evidence="Certificate", reason="None")
    Fact.objects.filter(pk=fact.pk).update(evidence="", reason="", score=None)
    for change in ({"evidence": "Other"}, {"score": 100}, {"at": timezone.now()}, {"kind": FactKind.REVOKED}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Fact.objects.filter(pk=fact.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.filter(pk=fact.pk)._raw_delete("default")


def test_periods_of_one_person_and_topic_cannot_overlap(person, topic):
    PeriodFactory(person=person, topic=topic)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodFactory(person=person, topic=topic, valid_from=date(2028, 1, 10), valid_until=date(2029, 1, 1))
    PeriodFactory(person=person, topic=topic, valid_from=date(2028, 1, 11), valid_until=date(2029, 1, 1))


@pytest.mark.parametrize(("path", "expected"), [(CoursePath.FULL, Path.FIRST), (CoursePath.REFRESHER, Path.REFRESHER)])
def test_passing_a_course_of_a_mandatory_topic_writes_a_fact_once(topic, path, expected):
    completion = CompletionFactory(course=PublishedCourseFactory(topic=topic, path=path), language="es")
    for _twice in range(2):
        course_passed.send(sender=type(completion), completion=completion)
    fact = Fact.objects.get()
    assert (fact.person, fact.topic, fact.kind, fact.path) == (completion.person, topic, FactKind.PASSED, expected)
    assert (fact.at, fact.course, fact.revision) == (
        completion.passed_at,
        completion.course,
        completion.revision.number,
    )
    assert (fact.language, fact.score, fact.level) == ("es", 90, "proficient")
    assert Period.objects.filter(person=completion.person).count() == (1 if expected == Path.FIRST else 0)


@pytest.mark.parametrize("other", [None, {"mandatory": False}])
def test_passing_any_other_course_certifies_nothing(other):
    completion = CompletionFactory(course=PublishedCourseFactory(topic=other and TopicFactory(**other)))
    course_passed.send(sender=type(completion), completion=completion)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("later", [None, {"mandatory": True}])
def test_pass_counts_for_the_topic_that_the_revision_was_about(topic, later):
    completion = CompletionFactory(course=PublishedCourseFactory(topic=topic))
    completion.course.topic = later and TopicFactory(**later)
    completion.course.save()
    course_passed.send(sender=type(completion), completion=completion)
    assert Fact.objects.get().topic == topic


@pytest.mark.parametrize(
    ("passed", "now", "path"), [("refresher", "full", "refresher"), ("full", "refresher", "first")]
)
def test_pass_counts_for_the_path_that_the_revision_was_on(topic, passed, now, path):
    course = PublishedCourseFactory(topic=topic)
    revision = CourseRevisionFactory(course=course, document={"course": {"topic": topic.key, "path": passed}})
    course.path = now
    course.save()
    completion = CompletionFactory(course=course, revision=revision)
    course_passed.send(sender=type(completion), completion=completion)
    assert Fact.objects.get().path == path


def test_check_standing_finds_no_difference_and_names_and_mends_one(person, topic, capsys):
    certify(person, topic, "2024-03-01")
    certify(person, topic, "2026-01-15")
    call_command("check_standing")
    assert "1 person" in capsys.readouterr().out
    Period.objects.filter(renewed_by=None).update(valid_until=date(2029, 1, 1))
    with pytest.raises(SystemExit) as ended:
        call_command("check_standing")
    assert ended.value.code == 1
    assert str(person.uid) in capsys.readouterr().out
    call_command("check_standing", "--rebuild")
    call_command("check_standing")
    assert periods(person)[-1] == ("2026-03-02", "2028-03-01", True)
