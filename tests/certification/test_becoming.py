"""The way to a right."""

from datetime import timedelta

import pytest

from certification.queries.becoming import steps_to, way_to
from courses.enums import CoursePath
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import CompiledCourseFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import RightFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ago", "ready"), [(None, False), (10, True), (700, True), (800, False)])
def test_who_has_all_topics_is_ready(client, ago, ready):
    person, topic = PersonFactory(), TopicFactory(mandatory=True)
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic)
    if ago is not None:
        certify(person, topic, today() - timedelta(days=ago))
    client.force_login(person)
    response = client.get("/become/checkuser/")
    assert response.context["way"].ready is ready
    assert ("You have all the certifications" in response.content.decode()) is ready


@pytest.mark.parametrize("count", [1, 30])
def test_everybody_sees_what_is_required_at_the_same_cost(client, count, django_assert_num_queries):
    right = RightFactory(key="checkuser")
    for number in range(count):
        RequirementFactory(right=right, topic=TopicFactory(mandatory=True, name=f"Topic {number}"))
    with django_assert_num_queries(3):
        page = client.get("/become/checkuser/").content.decode()
    assert f"Topic {count - 1}" in page
    assert "You have all" not in page
    assert "You still lack" not in page


def test_a_right_that_does_not_exist_is_not_found_and_one_without_requirements_says_so(client):
    assert client.get("/become/nothing/").status_code == 404
    RightFactory(key="free")
    assert "requires no certification" in client.get("/become/free/").content.decode()
    assert client.post("/become/free/").status_code == 405


def offer(topic, slug, path=CoursePath.FULL, **languages):
    """A published course about the topic, in these languages with so many minutes each."""
    course = PublishedCourseFactory(topic=topic, slug=slug, path=path)
    course.compiled.all().delete()
    for language, minutes in languages.items():
        CompiledCourseFactory(
            revision=course.published_revision,
            language=language,
            topic=topic,
            minutes=minutes,
            title=f"{slug} {language}",
        )
    return course


@pytest.mark.parametrize(
    ("ago", "languages", "courses", "taken"),
    [
        (None, ["en"], {"full": {"en": 20}}, ("full en", 20, True)),
        (None, ["ar"], {"full": {"en": 20}}, ("full en", 20, False)),
        (None, ["ar"], {"full": {"en": 20}, "second": {"ar": 30, "fr": 1}}, ("second ar", 30, True)),
        (None, ["pt-BR"], {"full": {"en": 20, "pt": 25}}, ("full pt", 25, True)),
        (None, ["en"], {"short": {"en": 5}}, None),
        (690, ["en"], {"full": {"en": 20}, "short": {"en": 5}}, ("short en", 5, True)),
        (690, ["fr"], {"full": {"fr": 20}, "short": {"en": 5}}, ("full fr", 20, True)),
        (900, ["en"], {"full": {"en": 20}, "short": {"en": 5}}, ("short en", 5, True)),
        (1200, ["en"], {"full": {"en": 20}, "short": {"en": 5}}, ("full en", 20, True)),
        (10, ["en"], {"full": {"en": 20}}, None),
        (None, ["en"], {}, None),
    ],
)
def test_the_course_to_take_is_one_that_the_reader_can_read(ago, languages, courses, taken):
    person, topic = PersonFactory(languages=languages), TopicFactory(mandatory=True, key="safety")
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic)
    for slug, offered in courses.items():
        offer(topic, slug, CoursePath.REFRESHER if slug == "short" else CoursePath.FULL, **offered)
    if ago is not None:
        certify(person, topic, today() - timedelta(days=ago))
    steps = steps_to(way_to("checkuser", person, today()), languages)
    assert [(step.title, step.minutes, step.readable) for step in steps] == ([taken] if taken else [])


def test_a_requirement_that_names_a_course_leads_to_that_one():
    topic = TopicFactory(mandatory=True)
    offer(topic, "any", en=10)
    named = offer(topic, "named", fr=40)
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic, course=named)
    (step,) = steps_to(way_to("checkuser", None, today()), ["en"])
    assert (step.slug, step.readable) == ("named", False)


def test_the_page_says_how_long_it_takes_and_in_which_language(client):
    topic = TopicFactory(mandatory=True)
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic)
    offer(topic, "seul", fr=42)
    page = client.get("/become/checkuser/").content.decode()
    assert "Not in your languages yet. It is in Français." in page
    assert "All of it takes about 42 minutes." in page
    assert 'href="/courses/seul/"' in page
