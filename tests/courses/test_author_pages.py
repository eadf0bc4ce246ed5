"""The pages of authors and reviewers."""

import pytest
from django.urls import reverse

from courses.actions.publishing import publish_course, submit_course
from courses.enums import CourseState, RevisionKind
from courses.models import Course, Publication
from courses.tasks import run_publication
from tests.factories.courses import BlockFactory, CourseFactory, LocalizationFactory, TopicFactory, TranslationFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    lesson = BlockFactory(text="Read **this**.").lesson
    return lesson.course


@pytest.fixture
def coordinator(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.COORDINATOR).person


def page(client, name, *args):
    return client.get(reverse(f"courses:{name}", args=args))


def test_list_shows_the_courses_of_ones_own_organisations(client, course, coordinator):
    CourseFactory(title="Somebody else's")
    client.force_login(coordinator)
    text = page(client, "author").content.decode()
    assert course.slug in text
    assert "Somebody else" not in text


def test_list_shows_all_courses_to_a_curator_and_filters_by_state(client, course):
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert course.slug in page(client, "author").content.decode()
    assert course.slug not in client.get(reverse("courses:author"), {"state": "published"}).content.decode()
    assert course.slug in client.get(reverse("courses:author"), {"state": "nonsense"}).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_list_needs_the_same_queries(client, rows, django_assert_num_queries):
    member = MembershipFactory()
    for course in CourseFactory.create_batch(rows, organisation=member.organisation, topic=TopicFactory()):
        LocalizationFactory(course=course, total=2, translated=1)
    client.force_login(member.person)
    page(client, "author")
    with django_assert_num_queries(5):
        page(client, "author")


@pytest.mark.parametrize(
    "name", ["author_course", "author_settings", "author_publish", "author_withdraw", "author_return"]
)
def test_course_of_a_foreign_organisation_is_invisible(client, course, name):
    client.force_login(MembershipFactory().person)
    assert page(client, name, course.slug).status_code == 404


def test_course_page_shows_the_outline_and_what_one_may_do(client, course, coordinator):
    client.force_login(coordinator)
    text = page(client, "author_course", course.slug).content.decode()
    lesson = course.lessons.get()
    assert f"Title of {lesson.key}" in text
    assert reverse("courses:author_submit", args=[course.slug]) in text
    assert reverse("courses:author_publish", args=[course.slug]) not in text


def test_author_submits_and_reviewer_publishes(client, course, coordinator):
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    client.force_login(coordinator)
    client.post(reverse("courses:author_submit", args=[course.slug]))
    client.force_login(reviewer)
    assert "have enrolled" in page(client, "author_publish", course.slug).content.decode()
    answer = client.post(reverse("courses:author_publish", args=[course.slug]), {"kind": "major", "note": "First"})
    publication = Publication.objects.get()
    assert answer.url == reverse("courses:author_publication", args=[course.slug, publication.uid])
    run_publication(publication.pk)
    course.refresh_from_db()
    assert course.state == CourseState.PUBLISHED
    assert course.published_revision.note == "First"
    assert "Published as revision 1." in client.get(answer.url, follow=True).content.decode()


def test_publishing_a_draft_says_that_it_is_one(client, course, coordinator):
    client.force_login(coordinator)
    answer = client.post(reverse("courses:author_publish", args=[course.slug]), {"kind": "major"})
    assert answer.status_code == 400
    assert "state “Draft”" in answer.content.decode()


def test_reviewer_returns_a_course_with_a_reason(client, course, coordinator):
    submit_course(actor=coordinator, course=course)
    client.force_login(coordinator)
    address = reverse("courses:author_return", args=[course.slug])
    assert client.post(address, {"reason": ""}).status_code == 400
    client.post(address, {"reason": "Lesson two is empty."})
    assert Course.objects.get().state == CourseState.DRAFT


def test_withdrawing_takes_the_course_from_learners(client, course, coordinator):
    submit_course(actor=coordinator, course=course)
    publish_course(actor=coordinator, course=course, kind=RevisionKind.MAJOR)
    client.force_login(coordinator)
    client.post(reverse("courses:author_withdraw", args=[course.slug]), {"reason": "Out of date"})
    assert Course.objects.get().state == CourseState.WITHDRAWN
    assert not course.compiled.exists()


def test_settings_are_kept_and_foreign_topics_not_offered(client, course, coordinator):
    own, foreign = TopicFactory(mandatory=True), TopicFactory(mandatory=True)
    own.holders.add(course.organisation)
    client.force_login(coordinator)
    address = reverse("courses:author_settings", args=[course.slug])
    text = client.get(address).content.decode()
    assert own.key in text
    assert foreign.key not in text
    said = {
        "topic": own.key,
        "path": "refresher",
        "level": "advanced",
        "questions_per_attempt": 5,
        "pass_mark": 70,
        "attempts_before_pause": 2,
        "pause_hours": 12,
        "time_limit_minutes": 30,
    }
    assert client.post(address, said | {"topic": foreign.key}).status_code == 400
    assert client.post(address, said | {"pass_mark": 101}).status_code == 400
    assert client.post(address, said).status_code == 302
    course.refresh_from_db()
    assert (course.topic, course.path, course.pass_mark) == (own, "refresher", 70)
    assert (course.pause.total_seconds(), course.time_limit.total_seconds()) == (12 * 3600, 1800)


def settings_read_by(client, course):
    """The main part of the page, for somebody who may not change them."""
    answer = page(client, "author_settings", course.slug)
    assert answer.status_code == 200
    return answer.text.partition("<main")[2].partition("</main")[0].partition("</nav>")[2]


def test_authors_of_a_published_course_read_its_settings_and_its_publishers_change_them(client, course, coordinator):
    topic, before = TopicFactory(key="trust"), CourseFactory(organisation=course.organisation, title="Groundwork")
    course.prerequisites.set([before])
    Course.objects.filter(pk=course.pk).update(topic=topic, pass_mark=83, audiences=["newcomer"], licence="CC BY 4.0")
    author = MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person
    client.force_login(author)
    assert 'name="pass_mark"' in page(client, "author_settings", course.slug).text
    course.refresh_from_db()
    submit_course(actor=author, course=course)
    publish_course(actor=coordinator, course=course, kind=RevisionKind.MAJOR)
    course.refresh_from_db()
    tab = reverse("courses:author_settings", args=[course.slug])
    assert f'href="{tab}"' in page(client, "author_course", course.slug).text
    text = settings_read_by(client, course)
    assert "<input" not in text
    for said in ("<bdi>83</bdi>", "CC BY 4.0", str(topic.name), "Groundwork"):
        assert said in text
    assert client.post(tab, {"pass_mark": 1}).status_code == 403
    client.force_login(coordinator)
    assert 'name="pass_mark"' in client.get(tab).text


def test_localizer_may_look_but_not_configure(client, course):
    client.force_login(MembershipFactory(organisation=course.organisation, role=MemberRole.LOCALIZER).person)
    assert page(client, "author_course", course.slug).status_code == 200
    assert client.post(reverse("courses:author_settings", args=[course.slug]), {"pass_mark": 1}).status_code == 403
    assert "<button" not in settings_read_by(client, course)
    assert page(client, "author_publish", course.slug).status_code == 403
    assert client.post(reverse("courses:author_submit", args=[course.slug])).status_code == 403


def test_preview_shows_a_lesson_in_a_language_and_says_what_fell_back(client, course, coordinator):
    lesson = course.lessons.get()
    title = course.segments.get(lesson=lesson, block=None)
    TranslationFactory(segment=title, text="Un título")
    client.force_login(coordinator)
    address = reverse("courses:author_preview", args=[course.slug, lesson.key])
    assert "<strong>this</strong>" in client.get(address).content.decode()
    text = client.get(address, {"language": "es"}).content.decode()
    assert "Un título" in text
    assert "Not translated yet" in text
    assert client.get(address, {"language": "xx"}).status_code == 404
    assert page(client, "author_preview", course.slug, "no-such-lesson").status_code == 404


def test_reviewing_a_language_marks_its_texts(client, course):
    translation = TranslationFactory(segment=course.segments.first())
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    client.force_login(reviewer)
    client.post(reverse("courses:author_review_language", args=[course.slug, "es"]))
    translation.refresh_from_db()
    assert (translation.state, translation.reviewed_by) == ("reviewed", reviewer)


def test_curator_says_who_maintains_a_topic(client):
    topic, organisation = TopicFactory(), OrganisationFactory()
    client.force_login(PersonFactory())
    assert page(client, "author_topics").status_code == 403
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert topic.name in page(client, "author_topics").content.decode()
    client.post(reverse("courses:author_topic", args=[topic.key]), {"organisations": [organisation.pk]})
    assert list(topic.holders.all()) == [organisation]


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_topics_needs_the_same_queries(client, rows, django_assert_num_queries):
    for topic in TopicFactory.create_batch(rows):
        topic.holders.add(OrganisationFactory())
    client.force_login(PersonFactory(role=Role.CURATOR))
    page(client, "author_topics")
    with django_assert_num_queries(4):
        page(client, "author_topics")
