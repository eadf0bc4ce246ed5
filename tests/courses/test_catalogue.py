"""The catalogue: search, filters, languages, pages."""

import pytest

from courses.enums import CourseLevel
from courses.models import CompiledCourse
from tests.factories.courses import CompiledCourseFactory, CourseFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
URL = "/courses/"


def offer(title, *, languages=("en",), minutes=10, summary="", **course):
    """A published course with that title, in each of the languages."""
    made = PublishedCourseFactory(**course)
    first = CompiledCourse.objects.get(course=made)
    first.delete()
    for language in languages:
        CompiledCourseFactory(
            course=made,
            revision=made.published_revision,
            language=language,
            title=title if language == languages[0] else f"{title} ({language})",
            summary=summary,
            search_text="",
            minutes=minutes,
        )
    return made


def shown(client, **query):
    """The titles on the page, in order."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return [card.entry.title for card in response.context["found"].cards]


def text(client, **query):
    return client.get(URL, query).content.decode()


# ---- What is listed ----


def test_catalogue_is_public_and_lists_what_is_published(client):
    offer("Open to all")
    CourseFactory(slug="still-a-draft")
    page = text(client)
    assert "Open to all" in page
    assert "1 course" in page
    assert "still-a-draft" not in page


def test_catalogue_lists_a_course_once_in_the_best_language(client):
    offer("Safety", languages=("en", "es", "fr"))
    client.force_login(PersonFactory(languages=["fr", "es"]))
    assert shown(client) == ["Safety (fr)"]


@pytest.mark.parametrize(("cookie", "title"), [("es", "Safety (es)"), ("ru", "Safety"), ("en", "Safety")])
def test_catalogue_follows_the_language_of_the_page_for_visitors(client, cookie, title):
    offer("Safety", languages=("en", "es"))
    client.cookies["django_language"] = cookie
    assert shown(client) == [title]


def test_catalogue_lists_a_course_in_no_language_of_the_reader(client):
    offer("Segurtasuna", languages=("eu",))
    assert shown(client) == ["Segurtasuna"]


def test_card_names_language_and_direction_of_its_title(client):
    made = offer("أمان", languages=("ar",))
    page = text(client)
    assert 'lang="ar" dir="rtl"' in page
    assert f'href="/courses/{made.slug}/"' in page


def test_card_names_five_languages_and_counts_the_rest(client):
    offer("Polyglot", languages=("en", "ar", "es", "fr", "ru", "de", "it"))
    assert "and 2 more" in text(client)


def test_card_marks_third_parties_and_mandatory_topics(client):
    offer("Theirs", organisation=OrganisationFactory(kind="third_party"))
    offer("Ours", topic=TopicFactory(mandatory=True))
    page = text(client)
    assert "Third party" in page
    assert "Mandatory" in page


def test_catalogue_puts_mandatory_topics_first_then_the_newest(client):
    offer("Old")
    offer("Must", topic=TopicFactory(mandatory=True))
    offer("New")
    assert shown(client) == ["Must", "New", "Old"]


# ---- Words ----


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("passphrase", ["Strong passphrases"]),
        ("editing", ["How to edit an article"]),
        ("article edits", ["How to edit an article"]),
        ("second factor", ["Strong passphrases"]),
        ('"edit an article"', ["How to edit an article"]),
    ],
)
def test_words_are_found_in_title_and_summary(client, words, expected):
    offer("Strong passphrases", summary="And a second factor")
    offer("How to edit an article")
    assert shown(client, q=words) == expected


def test_words_in_the_title_come_first(client):
    offer("About something else", summary="It mentions copyright at the end")
    offer("Copyright")
    assert shown(client, q="copyright") == ["Copyright", "About something else"]


@pytest.mark.parametrize("words", ["pasphrases", "passfrases", "pssphrase"])
def test_words_with_a_typo_find_what_comes_close(client, words):
    offer("Strong passphrases")
    offer("Bicycles")
    assert shown(client, q=words) == ["Strong passphrases"]
    assert "These come close" in text(client, q=words)


def test_words_are_found_without_accents(client):
    offer("Edición básica", languages=("es",))
    client.cookies["django_language"] = "es"
    assert shown(client, q="edicion basica") == ["Edición básica"]


def test_words_are_looked_up_in_the_languages_of_the_reader(client):
    offer("Sicherheit", languages=("de",))
    assert shown(client, q="Sicherheit") == []
    client.force_login(PersonFactory(languages=["de"]))
    assert shown(client, q="Sicherheit") == ["Sicherheit"]


def test_words_that_nothing_has_lead_on(client):
    offer("Safety", topic=TopicFactory(key="safety", name="Being safe"))
    page = text(client, q="zzzzzzzz")
    assert "No course found" in page
    assert '<a href="/courses/?topic=safety">Being safe</a>' in page


@pytest.mark.parametrize(
    "words",
    ["'", '"', "a & | ! b", "%", "\\", "<script>alert(1)</script>", "x" * 200, "x" * 5000, "\x00", " ", "the", "🦆"],
)
def test_words_may_be_anything(client, words):
    offer("Safety")
    page = text(client, q=words)
    assert "<script>alert" not in page


# ---- Filters ----


@pytest.fixture
def library():
    safety = TopicFactory(key="safety", mandatory=True)
    chapter = OrganisationFactory(slug="chapter")
    offer("Short safety", topic=safety, minutes=20, level=CourseLevel.BEGINNER)
    offer("Long safety", topic=safety, minutes=200, level=CourseLevel.ADVANCED, organisation=chapter)
    offer("Gardening", minutes=90, languages=("en", "ar"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"Short safety", "Long safety", "Gardening"}),
        ({"topic": "safety"}, {"Short safety", "Long safety"}),
        ({"mandatory": "on"}, {"Short safety", "Long safety"}),
        ({"organisation": "chapter"}, {"Long safety"}),
        ({"language": "ar"}, {"Gardening (ar)"}),
        ({"level": "advanced"}, {"Long safety"}),
        ({"length": "short"}, {"Short safety"}),
        ({"length": "medium"}, {"Gardening"}),
        ({"length": "long"}, {"Long safety"}),
        ({"topic": "safety", "length": "short", "q": "safety"}, {"Short safety"}),
        ({"topic": "safety", "length": "medium"}, set()),
        ({"q": "safety", "level": "advanced"}, {"Long safety"}),
        ({"q": "saffety", "level": "advanced"}, {"Long safety"}),
    ],
)
def test_filters_narrow_the_list(client, library, query, expected):
    assert set(shown(client, **query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"topic": "nothing"},
        {"language": "xx"},
        {"organisation": "'"},
        {"level": "0"},
        {"length": "\x00"},
        {"page": "-3"},
        {"page": "zz"},
        {"page": "999"},
    ],
)
def test_filters_that_make_no_sense_are_left_out(client, library, query):
    assert len(shown(client, **query)) == 3


def test_filters_offer_only_what_has_courses(client, library):
    TopicFactory(key="empty", name="Nothing here")
    OrganisationFactory(name="Has no courses")
    page = text(client)
    assert "Nothing here" not in page
    assert "Has no courses" not in page
    assert '<option value="ar">' in page
    assert '<option value="fr">' not in page


def test_language_filter_goes_along_to_the_course(client, library):
    assert "/?lang=ar" in text(client, language="ar")


# ---- Pages and cost ----


def test_pages_keep_the_wish(client):
    topic = TopicFactory(key="many")
    for number in range(13):
        offer(f"Course {number}", topic=topic)
    assert len(shown(client, topic="many")) == 12
    assert len(shown(client, topic="many", page=2)) == 1
    assert "?topic=many&amp;page=2" in text(client, topic="many")


def test_results_alone_answer_htmx(client):
    offer("Safety")
    page = client.get(URL, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results").content.decode()
    assert "Safety" in page
    assert "<html" not in page


@pytest.mark.parametrize("courses", [1, 30])
@pytest.mark.parametrize(
    ("query", "queries"), [({}, 7), ({"q": "Course"}, 6), ({"q": "Courze"}, 7), ({"topic": "t", "language": "es"}, 7)]
)
def test_catalogue_needs_a_constant_number_of_queries(client, courses, query, queries, django_assert_num_queries):
    topic = TopicFactory(key="t")
    for number in range(courses):
        offer(f"Course {number}", topic=topic, languages=("en", "es"))
    client.force_login(PersonFactory(role=Role.STEWARD))
    client.get(URL)
    with django_assert_num_queries(queries):
        assert shown(client, **query)
