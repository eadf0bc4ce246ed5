"""Each course of the starter curriculum is passed through its pages: every lesson by its form, then the assessment.

The seven full courses are read in a browser (`tests/browser/test_curriculum.py`); these are all others.
"""

import re

import pytest

from courses.curriculum import packages, topic_of
from courses.models import Attempt, Completion
from tests.courses.answering import right_values
from tests.courses.curriculum_school import open_school
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

READ_HERE = [key for key, path in packages().items() if key.endswith("-refresher") or not topic_of(path)]
_NEXT = re.compile(r'<form class="reader__next"[^>]* action="([^"]+)"')


def test_every_course_is_read_here_or_in_the_browser():
    assert len(packages()) - len(READ_HERE) == 7


@pytest.mark.parametrize("key", READ_HERE)
def test_a_learner_reads_every_lesson_and_passes(client, key):
    (course,) = open_school(key)
    person = PersonFactory(languages=["en"])
    client.force_login(person)
    page = client.post(f"/learn/courses/{key}/enrol/", follow=True)
    read = []
    while following := _NEXT.search(page.content.decode()):
        read.append(page.request["PATH_INFO"])
        page = client.post(following[1].replace("&amp;", "&"), follow=True)
        assert page.status_code == 200
    lessons = [lesson["key"] for lesson in _lessons(course)]
    assert [path.rstrip("/").rpartition("/")[2] for path in read] == lessons
    page = client.post(f"/learn/courses/{key}/assessment/", follow=True)
    attempt = Attempt.objects.get()
    answers = {f"q-{question}": values for question, _kind, values in right_values(attempt)}
    page = client.post(f"/learn/attempts/{attempt.pk}/", answers | {"hand_in": "yes"}, follow=True)
    attempt.refresh_from_db()
    assert [answer.question_key for answer in attempt.answers.filter(correct=False)] == []
    assert (attempt.score, attempt.passed) == (100, True)
    assert "You passed" in page.content.decode()
    assert Completion.objects.get(person=person).course == course


def _lessons(course):
    return [lesson for module in course.published_revision.document["modules"] for lesson in module["lessons"]]
