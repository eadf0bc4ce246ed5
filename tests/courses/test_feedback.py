"""Ratings: who may give them, who sees what, and that nobody can be recognised."""

import pytest
from django.urls import reverse

from courses.models import Feedback, LessonRead, Satisfaction
from courses.personal_data import erase, export
from courses.queries.feedback import ratings_of
from tests.factories.courses import CompletionFactory
from tests.factories.learning import learner, serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def url(course):
    return reverse("courses:give_feedback", args=[course.slug])


def rated(course, ratings, language="en", comment="Good"):
    for rating in ratings:
        Feedback.objects.create(
            person=PersonFactory(), course=course, rating=rating, language=language, comment=comment
        )


def half_way(course=None):
    taking = learner(course or serve_course(lessons=4))
    for key in ("l1", "l2"):
        LessonRead.objects.create(enrolment=taking.enrolment, lesson_key=key, language="en")
    return taking


def author_of(course, role=MemberRole.AUTHOR):
    return MembershipFactory(organisation=course.organisation, role=role).person


# ---- Giving ----


def test_rating_is_kept_summed_and_logged_without_words():
    taking = half_way()
    assert taking.client.post(url(taking.course), {"rating": "4", "comment": "More pictures"}).status_code == 302
    said = Feedback.objects.get()
    assert (said.person, said.rating, said.comment, said.language) == (taking.person, 4, "More pictures", "en")
    assert Satisfaction.objects.values_list("answers", "total").get() == (1, 4)
    assert Event.objects.get(action="courses.rated").details == {}


def test_rating_again_takes_the_place_of_the_first():
    taking = half_way()
    taking.client.post(url(taking.course), {"rating": "1"})
    taking.client.post(url(taking.course), {"rating": "5"})
    assert Feedback.objects.get().rating == 5
    assert Satisfaction.objects.values_list("answers", "total").get() == (1, 5)


@pytest.mark.parametrize(
    ("read", "passed", "allowed"), [(0, False, False), (1, False, False), (2, False, True), (0, True, True)]
)
def test_rating_needs_half_of_the_lessons_or_a_pass(read, passed, allowed):
    taking = learner(serve_course(lessons=4))
    for number in range(1, read + 1):
        LessonRead.objects.create(enrolment=taking.enrolment, lesson_key=f"l{number}", language="en")
    if passed:
        CompletionFactory(person=taking.person, course=taking.course, language="es")
    page = taking.client.get(f"/courses/{taking.course.slug}/").content.decode()
    assert (url(taking.course) in page) == allowed
    taking.client.post(url(taking.course), {"rating": "3"})
    assert Feedback.objects.exists() == allowed
    if passed:
        assert Feedback.objects.get().language == "es"


@pytest.mark.parametrize(
    "data", [{}, {"rating": "0"}, {"rating": "6"}, {"rating": "x"}, {"rating": "5", "comment": "x" * 3001}]
)
def test_rating_that_makes_no_sense_says_so(data):
    taking = half_way()
    response = taking.client.post(url(taking.course), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Feedback.objects.exists()


def test_rating_needs_a_person(client):
    assert client.post(url(serve_course()), {"rating": "5"}).status_code == 302
    assert not Feedback.objects.exists()


# ---- Seeing ----


@pytest.mark.parametrize(("people", "seen"), [(4, False), (5, True)])
def test_mean_is_public_from_five_people_on(client, people, seen):
    course = serve_course()
    rated(course, [4] * people)
    assert ("4.0 of 5" in client.get(f"/courses/{course.slug}/").content.decode()) == seen


def test_comments_are_for_authors_from_five_people_on(client):
    course = serve_course()
    rated(course, [5] * 4, comment="Secret words")
    client.force_login(author_of(course))
    page = reverse("courses:author_feedback", args=[course.slug])
    assert "Secret words" not in client.get(page).content.decode()
    rated(course, [1], comment="Another")
    assert client.get(page).content.decode().count("Secret words") == 4
    assert "Secret words" not in client.get(f"/courses/{course.slug}/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("author", 200), ("reviewer", 200), ("localizer", 403), ("curator", 200), ("stranger", 404), ("nobody", 302)],
)
def test_only_authors_and_publishers_read_the_page(client, who, status):
    course = serve_course()
    person = {
        "author": lambda: author_of(course),
        "reviewer": lambda: author_of(course, MemberRole.REVIEWER),
        "localizer": lambda: author_of(course, MemberRole.LOCALIZER),
        "curator": lambda: PersonFactory(role=Role.CURATOR),
        "stranger": PersonFactory,
        "nobody": lambda: None,
    }[who]()
    if person:
        client.force_login(person)
    for name in ("courses:author_feedback", "courses:author_feedback_csv"):
        assert client.get(reverse(name, args=[course.slug])).status_code == status


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 6),
        ({"rating": "5"}, 5),
        ({"language": "es"}, 1),
        ({"q": "pictüres"}, 1),
        ({"rating": "x"}, 6),
        ({"q": "\x00"}, 6),
    ],
)
def test_comments_are_filtered_on_the_page_and_in_the_file(client, query, expected):
    course = serve_course()
    rated(course, [5] * 5)
    rated(course, [2], language="es", comment="More pictures")
    client.force_login(author_of(course))
    page = client.get(reverse("courses:author_feedback", args=[course.slug]), query)
    assert len(page.context["page"].object_list) == expected
    file = b"".join(client.get(reverse("courses:author_feedback_csv", args=[course.slug]), query)).decode()
    assert len(file.splitlines()) == expected + 1


def test_file_names_nobody(client):
    course = serve_course()
    rated(course, [5] * 5, comment="=1+1")
    client.force_login(author_of(course))
    file = b"".join(client.get(reverse("courses:author_feedback_csv", args=[course.slug]))).decode()
    assert not any(said.person.username in file for said in Feedback.objects.all())
    assert "'=1+1" in file


def test_no_cell_is_about_a_few():
    course = serve_course()
    rated(course, [5] * 6)
    rated(course, [1] * 7, language="es")
    rated(course, [3] * 2, language="ar")
    ratings = ratings_of(course)
    shown = {cell.language: cell.answers for cell in ratings.by_language}
    assert shown["ar"] is None
    assert None in (shown["en"], shown["es"]), "else the total gives the small one away"
    assert all(cell.answers is None or cell.answers >= 5 for cell in ratings.by_language)
    assert all(cell.mean is None for cell in ratings.by_language if cell.answers is None)


@pytest.mark.parametrize("number", [5, 30])
def test_page_needs_a_constant_number_of_queries(client, number, django_assert_num_queries):
    course = serve_course()
    rated(course, [5] * number)
    client.force_login(author_of(course))
    with django_assert_num_queries(8):
        client.get(reverse("courses:author_feedback", args=[course.slug]))


def test_feedback_is_exported_and_its_words_erased():
    taking = half_way()
    taking.client.post(url(taking.course), {"rating": "4", "comment": "My words"})
    assert export(taking.person)["feedback"][0]["comment"] == "My words"
    erase(taking.person)
    said = Feedback.objects.get()
    assert (said.comment, said.rating) == ("", 4)
