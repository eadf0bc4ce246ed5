"""What this app keeps about a person."""

import json

import pytest
from django.utils import timezone

from courses import personal_data
from courses.enums import AttemptState
from courses.models import AttemptAnswer, Completion, LessonRead
from tests.factories.courses import AttemptFactory, CompletionFactory, ImportRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    attempt = AttemptFactory(
        state=AttemptState.SUBMITTED, submitted_at=timezone.now(), score=90, passed=True, language="es"
    )
    enrolment = attempt.enrolment
    LessonRead.objects.create(enrolment=enrolment, lesson_key="a", language="es")
    AttemptAnswer.objects.create(attempt=attempt, question_key="q", answer={"chosen": ["1"]}, correct=True)
    CompletionFactory(person=enrolment.person, course=enrolment.course)
    ImportRunFactory(by=enrolment.person)
    return enrolment.person


def test_export_holds_what_one_took_read_answered_passed_and_uploaded(person):
    said = json.loads(json.dumps(personal_data.export(person)))
    assert list(said["enrolments"][0]["lessons_read"]) == ["a"]
    assert said["attempts"][0]["answers"] == {"q": {"chosen": ["1"]}}
    assert said["completions"][0]["score"] == 90
    assert said["imports"][0]["file"] == "library.tar.gz"


def test_erasure_forgets_reading_and_answers_and_keeps_passes(person):
    other = AttemptFactory()
    AttemptAnswer.objects.create(attempt=other, question_key="q", answer={}, correct=False)
    personal_data.erase(person)
    said = personal_data.export(person)
    assert said["enrolments"][0]["lessons_read"] == {}
    assert said["attempts"][0]["answers"] == {}
    assert Completion.objects.filter(person=person).exists()
    assert AttemptAnswer.objects.count() == 1
