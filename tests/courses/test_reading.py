"""The course page and the lesson page: language, place, progress, and what never leaves the server too early."""

import pytest
from django.urls import reverse

from courses.models import CompiledLesson, Completion, Enrolment, LessonRead
from courses.signals import course_passed
from tests.factories.courses import CompletionFactory, CourseFactory
from tests.factories.learning import learner, publish, serve_course
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def lesson_url(course, key="l1", query=""):
    return reverse("courses:lesson", args=[course.slug, key]) + query


def course_url(course, query=""):
    return reverse("courses:course", args=[course.slug]) + query


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# ---- The course page ----


def test_course_is_public(client):
    page = text(client.get(course_url(serve_course(slug="open-course"))))
    assert "en open-course" in page
    assert "en title l3" in page


def test_course_offers_to_sign_in_and_come_back(client):
    course = serve_course()
    page = text(client.get(course_url(course)))
    assert f"{reverse('account_login')}?next=/courses/{course.slug}/" in page
    assert reverse("courses:enrol", args=[course.slug]) not in page


def test_course_that_is_not_published_is_not_found(client):
    assert client.get(course_url(CourseFactory())).status_code == 404


@pytest.mark.parametrize(
    ("spoken", "query", "expected"),
    [
        (["es"], "", "es"),
        (["es"], "?lang=en", "en"),
        (["fr"], "", "en"),
        (["pt-BR", "es"], "", "es"),
        (["es-MX"], "", "es"),
        (["es"], "?lang=fr", "es"),
        (["es"], "?lang=nonsense!", "es"),
    ],
)
def test_course_comes_in_the_best_language_of_the_reader(client, spoken, query, expected):
    course = serve_course(slug="many-tongues")
    client.force_login(PersonFactory(languages=spoken))
    assert f'<h1 lang="{expected}" dir="ltr">{expected} many-tongues</h1>' in text(
        client.get(course_url(course, query))
    )


def test_course_falls_back_to_its_own_language(client):
    course = serve_course(languages=("eu",), source_language="eu")
    assert f"eu {course.slug}" in text(client.get(course_url(course)))


@pytest.mark.parametrize("lessons", [1, 30])
def test_course_page_needs_a_constant_number_of_queries(lessons, django_assert_num_queries):
    taking = learner(serve_course(lessons=lessons))
    taking.read_all()
    with django_assert_num_queries(6):
        taking.client.get(course_url(taking.course))


def test_course_shows_what_is_asked(client):
    page = text(client.get(course_url(serve_course(pass_mark=75, questions=9, questions_per_attempt=6))))
    assert "75 % right of 6 questions" in page


# ---- Enrolling and leaving ----


def test_enrol_starts_at_the_first_lesson(client):
    course, person = serve_course(), PersonFactory(languages=["es"])
    client.force_login(person)
    response = client.post(reverse("courses:enrol", args=[course.slug]))
    assert response.url == lesson_url(course)
    assert Enrolment.objects.get(person=person, course=course).language == "es"


def test_enrol_twice_changes_nothing():
    taking = learner(language="es")
    taking.client.post(reverse("courses:enrol", args=[taking.course.slug]))
    assert Enrolment.objects.get(person=taking.person).language == "es"


def test_enrol_needs_a_person(client):
    course = serve_course()
    response = client.post(reverse("courses:enrol", args=[course.slug]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert not Enrolment.objects.exists()


def test_enrol_by_a_link_shows_the_course(client):
    course = serve_course()
    client.force_login(PersonFactory())
    assert client.get(reverse("courses:enrol", args=[course.slug])).url == course_url(course)
    assert not Enrolment.objects.exists()


def test_leaving_asks_first_and_keeps_what_was_done():
    taking = learner()
    taking.read_all()
    url = reverse("courses:leave", args=[taking.course.slug])
    assert "Leave" in text(taking.client.get(url))
    assert not Enrolment.objects.get().left_at
    assert taking.client.post(url).url == reverse("courses:my_learning")
    assert Enrolment.objects.get().left_at
    assert LessonRead.objects.count() == 3


def test_coming_back_finds_the_progress():
    taking = learner()
    taking.read_all()
    taking.client.post(reverse("courses:leave", args=[taking.course.slug]))
    assert "3 of 3 lessons read" not in text(taking.client.get(course_url(taking.course)))
    taking.client.post(reverse("courses:enrol", args=[taking.course.slug]))
    assert "3 of 3 lessons read" in text(taking.client.get(course_url(taking.course)))


# ---- The lesson page ----


def test_lesson_can_be_read_signed_out(client):
    course = serve_course()
    page = text(client.get(lesson_url(course)))
    assert "en text l1-a" in page
    assert lesson_url(course, "l2") in page
    assert "Your progress is not kept." in page
    assert reverse("courses:read", args=[course.slug, "l1"]) not in page


@pytest.mark.parametrize("key", ["nothing", "l9", "..", "%00", "ü"])
def test_lesson_that_is_not_there_is_not_found(client, key):
    assert client.get(f"/courses/{serve_course().slug}/{key}/").status_code == 404


def test_lesson_language_is_independent_of_the_interface(client):
    course = serve_course()
    client.cookies["django_language"] = "fr"
    page = text(client.get(lesson_url(course, query="?lang=es")))
    assert '<html lang="fr"' in page
    assert "es text l1-a" in page
    assert lesson_url(course, "l2", "?lang=es") in page


def test_lesson_in_a_right_to_left_language_says_so(client):
    page = text(client.get(lesson_url(serve_course(languages=("en", "ar")), query="?lang=ar")))
    assert '<article class="lesson" lang="ar" dir="rtl">' in page
    assert '<html lang="en" dir="ltr"' in page


def test_lesson_marks_blocks_that_are_not_translated(client):
    course = serve_course()
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    lesson.blocks[1] |= {"language": "en", "notice": "fallback", "html": "<p>Only English</p>"}
    lesson.notices = ["fallback"]
    lesson.save()
    page = text(client.get(lesson_url(course, query="?lang=es")))
    assert 'id="block-l1-b" data-block="l1-b" lang="en" dir="ltr"' in page
    assert "Not translated yet: shown in English" in page


def test_lesson_says_once_that_its_translation_is_not_reviewed(client):
    course = serve_course()
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    lesson.blocks = [block | {"notice": "unreviewed"} for block in lesson.blocks]
    lesson.notices = ["unreviewed"]
    lesson.save()
    page = text(client.get(lesson_url(course, query="?lang=es")))
    assert page.count("This translation has not been reviewed") == 1


def test_lesson_marks_blocks_whose_source_has_changed(client):
    course = serve_course()
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    lesson.blocks[0] |= {"notice": "outdated"}
    lesson.notices = ["outdated"]
    lesson.save()
    page = text(client.get(lesson_url(course, query="?lang=es")))
    assert page.count("The source of this translation has changed since") == 1


def test_switching_the_language_keeps_the_place_and_sticks():
    taking = learner()
    response = taking.client.post(
        reverse("courses:language", args=[taking.course.slug]), {"lang": "es", "lesson": "l2", "block": "l2-b"}
    )
    assert response.url == lesson_url(taking.course, "l2") + "#block-l2-b"
    taking.enrolment.refresh_from_db()
    assert (taking.enrolment.language, taking.enrolment.lesson_key, taking.enrolment.block_key) == ("es", "l2", "l2-b")
    assert "es text l3-a" in text(taking.client.get(lesson_url(taking.course, "l3")))
    assert "/l2/#block-l2-b" in text(taking.client.get(course_url(taking.course)))


def test_switching_to_a_language_that_is_not_offered_is_refused():
    taking = learner()
    response = taking.client.post(reverse("courses:language", args=[taking.course.slug]), {"lang": "xx"})
    assert response.status_code == 409
    taking.enrolment.refresh_from_db()
    assert taking.enrolment.language == "en"


def test_switching_at_a_lesson_that_is_gone_leads_to_the_course():
    taking = learner()
    response = taking.client.post(
        reverse("courses:language", args=[taking.course.slug]), {"lang": "es", "lesson": "gone"}
    )
    assert response.url == course_url(taking.course)


def test_next_marks_as_read_and_goes_on():
    taking = learner()
    response = taking.client.post(reverse("courses:read", args=[taking.course.slug, "l1"]))
    assert response.url == lesson_url(taking.course, "l2")
    assert list(LessonRead.objects.values_list("lesson_key", "language")) == [("l1", "en")]
    taking.enrolment.refresh_from_db()
    assert taking.enrolment.lesson_key == "l2"
    assert taking.enrolment.visited_at


def test_next_twice_counts_once():
    taking = learner()
    for _ in range(2):
        taking.client.post(reverse("courses:read", args=[taking.course.slug, "l1"]))
    assert LessonRead.objects.count() == 1


def test_next_after_the_last_lesson_leads_to_the_assessment():
    taking = learner()
    response = taking.client.post(reverse("courses:read", args=[taking.course.slug, "l3"]))
    assert response.url == reverse("courses:assessment", args=[taking.course.slug])


def test_next_by_a_link_shows_the_lesson():
    taking = learner()
    assert taking.client.get(reverse("courses:read", args=[taking.course.slug, "l1"])).url == lesson_url(taking.course)
    assert not LessonRead.objects.exists()


def test_reading_without_enrolment_is_refused(client):
    course = serve_course()
    client.force_login(PersonFactory())
    assert client.post(reverse("courses:read", args=[course.slug, "l1"])).status_code == 409
    assert not LessonRead.objects.exists()


def test_reading_a_lesson_of_another_course_is_refused():
    taking = learner()
    assert taking.client.post(reverse("courses:read", args=[taking.course.slug, "elsewhere"])).status_code == 409


def test_progress_belongs_to_the_course_whatever_the_language():
    taking = learner()
    taking.client.post(reverse("courses:read", args=[taking.course.slug, "l1"]))
    page = text(taking.client.get(course_url(taking.course, "?lang=es")))
    assert "1 of 3 lessons read" in page


def test_progress_counts_only_lessons_that_are_still_there():
    taking = learner()
    taking.read_all()
    publish(taking.course, lessons=2)
    assert "2 of 2 lessons read" in text(taking.client.get(course_url(taking.course)))


@pytest.mark.parametrize(("lessons", "roles"), [(1, []), (30, []), (30, [Role.STEWARD])])
def test_lesson_page_needs_a_constant_number_of_queries(lessons, roles, django_assert_num_queries):
    taking = learner(serve_course(lessons=lessons, quiz_in=1), roles=roles)
    taking.read_all()
    with django_assert_num_queries(5):
        text(taking.client.get(lesson_url(taking.course)))


# ---- Quizzes in a lesson ----


def quiz_url(course):
    return reverse("courses:quiz", args=[course.slug, "l2", "quiz"])


def test_quiz_shows_questions_without_what_is_right(client):
    page = text(client.get(lesson_url(serve_course(quiz_in=2), "l2")))
    assert "en prompt 1" in page
    assert "secret" not in page.lower()
    assert "option--right" not in page


@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_quiz_explains_after_the_answers(client, htmx):
    response = client.post(quiz_url(serve_course(quiz_in=2)), {"b-quiz-q-q1": "1", "b-quiz-q-q2": "2"}, **htmx)
    page = text(response)
    assert page.count("question--right") == 1
    assert page.count("question--wrong") == 1
    assert "en secret why 1" in page
    assert ("en text l2-a" in page) is not bool(htmx)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"b-quiz-q-q1": "1"}, "Choose an answer."),
        ({}, "Choose an answer."),
        ({"b-quiz-q-q1": "1", "b-quiz-q-q2": "99"}, "This answer does not belong to this question."),
        ({"b-quiz-q-q1": "1", "b-quiz-q-q2": ["1", "2"]}, "This answer does not belong to this question."),
    ],
)
def test_quiz_with_a_bad_answer_keeps_the_others_and_explains_nothing(client, sent, message):
    page = text(client.post(quiz_url(serve_course(quiz_in=2)), sent))
    assert message in page
    assert "secret" not in page.lower()
    assert page.count(" checked") == ("b-quiz-q-q1" in sent) + (sent.get("b-quiz-q-q2") == ["1", "2"]) * 2


def test_quiz_by_a_link_shows_the_lesson(client):
    course = serve_course(quiz_in=2)
    assert client.get(quiz_url(course)).url == lesson_url(course, "l2") + "#block-quiz"


def test_quiz_of_a_block_without_questions_is_not_found(client):
    course = serve_course(quiz_in=2)
    assert client.post(reverse("courses:quiz", args=[course.slug, "l2", "l2-a"])).status_code == 404


# ---- Courses that ask nothing ----


@pytest.fixture
def announced():
    received = []

    def receive(sender, completion, **kwargs):
        received.append(completion)

    course_passed.connect(receive)
    yield received
    course_passed.disconnect(receive)


def read(taking, *keys):
    for key in keys:
        response = taking.client.post(reverse("courses:read", args=[taking.course.slug, key]))
    return response


def test_course_without_questions_is_passed_by_reading_all(announced):
    taking = learner(serve_course(questions=0), language="es")
    read(taking, "l3", "l1")
    assert not Completion.objects.exists()
    read(taking, "l2")
    completion = Completion.objects.get()
    assert (completion.person, completion.language, completion.attempt) == (taking.person, "es", None)
    assert announced == [completion]


def test_course_without_questions_is_passed_once(announced):
    taking = learner(serve_course(questions=0))
    read(taking, "l1", "l2", "l3", "l3")
    assert len(announced) == 1


def test_mandatory_course_is_not_passed_by_reading(announced):
    taking = learner(serve_course(questions=0, mandatory=True))
    read(taking, "l1", "l2", "l3")
    assert not announced
    assert not Completion.objects.exists()


# ---- One's own courses ----


def test_my_learning_of_a_newcomer_points_to_the_catalogue(client):
    client.force_login(PersonFactory())
    assert "You have not enrolled in a course yet" in text(client.get(reverse("courses:my_learning")))


def test_my_learning_tells_going_on_from_passed():
    taking = learner(serve_course(slug="going-on"))
    passed = serve_course(slug="long-passed")
    taking.client.post(reverse("courses:enrol", args=[passed.slug]))
    CompletionFactory(person=taking.person, course=passed, score=91)
    page = text(taking.client.get(reverse("courses:my_learning")))
    assert page.index("going-on") < page.index("long-passed")
    assert "91 %" in page


def test_my_learning_keeps_a_course_that_was_withdrawn():
    taking = learner(serve_course(slug="gone-course"))
    taking.course.compiled.all().delete()
    page = text(taking.client.get(reverse("courses:my_learning")))
    assert "gone-course" in page
    assert "not offered at present" in page


@pytest.mark.parametrize("courses", [1, 30])
def test_my_learning_needs_a_constant_number_of_queries(courses, django_assert_num_queries):
    taking = learner()
    for _ in range(courses - 1):
        taking.client.post(reverse("courses:enrol", args=[serve_course(lessons=1, questions=0).slug]))
    with django_assert_num_queries(8):
        text(taking.client.get(reverse("courses:my_learning")))


def test_my_learning_needs_a_person(client):
    assert client.get(reverse("courses:my_learning")).status_code == 302


def test_continue_leads_back_to_the_lesson():
    taking = learner()
    read(taking, "l1")
    assert lesson_url(taking.course, "l2") in text(taking.client.get(reverse("courses:continue")))


def test_continue_is_empty_for_visitors(client):
    assert not text(client.get(reverse("courses:continue"))).strip()
