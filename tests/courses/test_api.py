"""The API of courses."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from courses.models import CompiledCourse
from tests.factories.courses import CompiledCourseFactory, CourseFactory, LocalizationFactory
from tests.factories.people import PersonFactory
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_requests_so_far():
    cache.clear()


def offered(**fields):
    entry = CompiledCourseFactory(**fields)
    entry.course.published_revision = entry.revision
    entry.course.save()
    return entry


URL = "/api/v1/courses"


def test_catalogue_lists_what_is_published_and_nothing_else(client):
    entry = offered(language="en", title="Safe editing")
    CourseFactory()
    answer = client.get(URL).json()
    assert (answer["count"], [each["slug"] for each in answer["results"]]) == (1, [entry.course.slug])
    assert answer["results"][0]["languages"] == ["en"]


def test_filters_are_filters(client):
    entry = offered(language="en", title="Safe editing", level="beginner")
    for query, count in [
        ("language=en", 1), ("language=fr", 0), ("level=beginner", 1), ("level=advanced", 0), ("q=editing", 1),
        ("q=zebra", 0), ("topic=nothing", 0), (f"kind={entry.kind}", 1), ("page=2", 1),
    ]:  # fmt: skip
        assert client.get(f"{URL}?{query}").json()["count"] == count, query


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{URL}?level=nothing", 422), (f"{URL}?page=0", 422), (f"{URL}?size=101", 422), (f"{URL}?language=xx-zz", 400),
        (f"{URL}/nothing", 404), (f"{URL}/nothing/localizations", 404), (f"{URL}?q=%00", 422),
    ],
)  # fmt: skip
def test_errors_are_problem_documents(client, path, status):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_course_is_whole_and_names_nobody(client):
    entry = offered(language="en", people=[{"name": "Ada L", "role": "Psychologist", "credential": ""}])
    answer = client.get(f"{URL}/{entry.course.slug}")
    assert answer.json()["credits"]["roles"] == ["Psychologist"]
    assert "Ada L" not in answer.content.decode()
    assert answer.json()["revision"] == entry.course.published_revision.number


def test_localizations_are_those_of_published_courses(client):
    entry = offered(language="en")
    LocalizationFactory(course=entry.course, language="es")
    LocalizationFactory(language="es")
    for path in (f"{URL}/{entry.course.slug}/localizations", "/api/v1/localizations?language=es"):
        assert [each["course"] for each in client.get(path).json()["results"]] == [entry.course.slug]
    assert client.get("/api/v1/localizations?language=fr").json()["count"] == 0


def test_unchanged_answer_is_not_sent_again(client):
    offered()
    etag = client.get(URL)["ETag"]
    assert client.get(URL, headers={"If-None-Match": etag}).status_code == 304
    CompiledCourse.objects.update(title="Another")
    assert client.get(URL, headers={"If-None-Match": etag}).status_code == 200


def test_token_lifts_the_limit_and_a_dead_one_is_refused(client):
    person = PersonFactory()
    expires = timezone.now() + timedelta(days=1)
    _token, secret = create_token(actor=person, name="Test", scopes=(Scope.COURSES,), expires_at=expires)
    assert client.get(URL, headers={"Authorization": "Bearer wl_nothing"}).status_code == 401
    statuses = [client.get(URL).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert client.get(URL, headers={"Authorization": f"Bearer {secret}"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_catalogue_needs_the_same_queries(client, rows, django_assert_num_queries):
    [offered() for _ in range(rows)]
    with django_assert_num_queries(3):
        client.get(URL)


@pytest.mark.parametrize("rows", [1, 30])
def test_localizations_need_the_same_queries(client, rows, django_assert_num_queries):
    for entry in [offered() for _ in range(rows)]:
        LocalizationFactory(course=entry.course, language="es")
    with django_assert_num_queries(2):
        client.get("/api/v1/localizations")
