"""The catalogue: search, filters, languages, pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.enums import CourseLevel
from courses.models import CompiledCourse, Satisfaction
from courses.queries.shelf import Shelf, shelf
from tests.factories.certification import RequirementFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import CompiledCourseFactory, CourseFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import OrganisationFactory, RightFactory
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
    assert client.get(URL, {"q": "Sicherheit"}).context["found"].approximate
    client.force_login(PersonFactory(languages=["de"]))
    assert not client.get(URL, {"q": "Sicherheit"}).context["found"].approximate
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
    assert '<option value="ar" lang="ar">العربية (1)</option>' in page
    assert '<option value="fr"' not in page


def test_language_filter_goes_along_to_the_course(client, library):
    assert "/?lang=ar" in text(client, language="ar")


def facet(client, name, **query):
    """The counts that a filter shows, by value."""
    found = client.get(URL, query).context["found"]
    return {o.value: o.count for each in found.facets if each.name == name for o in each.options}


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ({}, "topic", {"safety": 2}),
        ({}, "length", {"short": 1, "medium": 1, "long": 1}),
        ({"topic": "safety"}, "length", {"short": 1, "long": 1}),
        ({"length": "short"}, "length", {"short": 1, "medium": 1, "long": 1}),
        ({"length": "short"}, "topic", {"safety": 1}),
        ({"q": "safety"}, "level", {"beginner": 1, "advanced": 1}),
        ({"q": "saffety"}, "level", {"beginner": 1, "advanced": 1}),
        ({"language": "ar", "topic": "safety"}, "topic", {"safety": 0}),
        ({}, "language", {"en": 3, "ar": 1}),
    ],
)
def test_filters_count_what_one_would_get(client, library, query, name, expected):
    assert facet(client, name, **query) == expected


def test_audiences_are_a_filter(client):
    one = offer("For both")
    CompiledCourse.objects.filter(course=one).update(audiences=["newcomer", "affiliate"])
    offer("For nobody in particular")
    assert shown(client, audience="affiliate") == ["For both"]
    assert facet(client, "audience") == {"newcomer": 1, "affiliate": 1}


def test_complete_means_wholly_in_the_language(client):
    half, whole = offer("Half", languages=("en", "ar")), offer("Whole", languages=("en", "ar"))
    CompiledCourse.objects.filter(course=half, language="ar").update(completeness=60)
    assert len(shown(client, language="ar")) == 2
    assert shown(client, language="ar", complete="on") == ["Whole (ar)"]
    assert len(shown(client, complete="on")) == 2, "says nothing without a language"
    assert whole.slug in text(client, language="ar", complete="on")


def test_ways_of_learning_are_a_filter(client):
    offer("Alone")
    with_group = offer("Together")
    at_home = offer("In the train")
    CompiledCourse.objects.filter(course=at_home).update(readable_offline=True)
    CohortFactory(course=with_group)
    assert shown(client, way="together") == ["Together"]
    assert shown(client, way="offline") == ["In the train"]
    assert shown(client, way="alone") == ["In the train", "Alone"]
    assert "Can be read offline" in text(client, way="offline")


def test_courses_for_a_right_are_those_of_its_topics_and_those_it_names(client):
    right, topic = RightFactory(key="checkuser"), TopicFactory(key="privacy")
    offer("On privacy", topic=topic)
    named = offer("Named outright")
    offer("Neither")
    RequirementFactory(right=right, topic=topic)
    RequirementFactory(right=right, topic=TopicFactory(key="other"), course=named)
    assert set(shown(client, right="checkuser")) == {"On privacy", "Named outright"}
    assert facet(client, "right") == {"checkuser": 2}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", ["Gardening", "Long safety", "Short safety"]),
        ("shortest", ["Short safety", "Gardening", "Long safety"]),
        ("liked", ["Gardening", "Long safety", "Short safety"]),
        ("nonsense", ["Long safety", "Short safety", "Gardening"]),
    ],
)
def test_order(client, library, order, expected):
    gardening = CompiledCourse.objects.get(title="Gardening").course
    Satisfaction.objects.create(course=gardening, answers=5, total=20)
    assert shown(client, order=order) == expected


def test_what_comes_nearest_is_suggested_where_nothing_fits(client, library):
    found = client.get(URL, {"topic": "safety", "length": "medium", "q": "safety"}).context["found"]
    assert [(each.without, each.count) for each in found.nearest] == [("Length", 2)]
    page = text(client, topic="safety", language="ar")
    assert 'href="/courses/?topic=safety"' in page
    assert 'href="/courses/?language=ar"' in page


@pytest.mark.parametrize("people", [4, 5])
def test_card_shows_the_rating_from_five_people_on(client, people):
    Satisfaction.objects.create(course=offer("Rated"), answers=people, total=people * 4)
    assert ("4.0 of 5" in text(client)) == (people == 5)


# ---- Other scripts ----


@pytest.mark.parametrize(
    ("title", "language", "words"),
    [
        ("الأمان الرقمي للمتطوعين", "ar", "al-aman al-raqmi"),
        ("Основы Викимедии", "ru", "vikimedia"),
        ("Безопасность аккаунта", "ru", "bezopasnost"),
        ("数字安全入门", "zh-Hans", "shuzi anquan"),
        ("Wikimedia for all", "en", "Викимедия"),
        ("Sécurité numérique", "fr", "securite numerik"),
        ("सुरक्षा की मूल बातें", "hi", "suraksha"),
        ("Wikipedia basics", "en", "ويكيبيديا"),
    ],
)
def test_titles_are_found_in_another_script(client, title, language, words):
    made = offer(title, languages=(language,))
    offer("Bicycles and gardens")
    found = client.get(URL, {"q": words}).context["found"]
    assert [card.slug for card in found.cards] == [made.slug]


# ---- The shelf ----


def test_shelf_is_kept_until_the_catalogue_changes(django_assert_num_queries):
    offer("One")
    first = shelf()
    with django_assert_num_queries(1):
        assert shelf() is first
    CompiledCourse.objects.update(minutes=500)
    assert shelf().having["length", "long"] == 1
    CompiledCourse.objects.all().delete()
    assert shelf().ids == []


@given(st.sets(st.integers(0, 400)), st.integers(0, 60), st.integers(1, 20))
def test_chosen_cuts_pages_like_a_list(places, start, size):
    bits = sum(1 << place for place in places)
    chosen = Shelf(ids=[1000 + place for place in range(401)]).chosen(bits)
    plain = [1000 + place for place in sorted(places)]
    assert len(chosen) == len(plain)
    assert list(chosen) == plain
    assert chosen[start : start + size] == plain[start : start + size]


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
    ("query", "queries"), [({}, 3), ({"q": "Course"}, 4), ({"q": "Courze"}, 6), ({"topic": "t", "language": "es"}, 3)]
)
def test_catalogue_needs_a_constant_number_of_queries(client, courses, query, queries, django_assert_num_queries):
    topic = TopicFactory(key="t")
    for number in range(courses):
        offer(f"Course {number}", topic=topic, languages=("en", "es"))
    client.force_login(PersonFactory(role=Role.STEWARD))
    client.get(URL)
    with django_assert_num_queries(queries):
        assert shown(client, **query)
