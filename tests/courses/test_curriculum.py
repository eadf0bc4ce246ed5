"""The starter curriculum: each package is whole, readable and fair, and is loaded once however often."""

import pytest
from django.core.management import CommandError, call_command

from courses.assessment.checking import guessed_by_length
from courses.curriculum import packages
from courses.enums import BlockKind, CoursePath
from courses.exchange.ours import checking, reading
from courses.exchange.ours.zipping import files_in
from courses.models import Course, ImportRun, Question, Segment, Topic
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory
from wikilearn.movement.enums import MemberRole

PACKAGES = packages()
REFRESHERS = [key for key in PACKAGES if key.endswith("-refresher")]
FOR_RIGHTS = [key for key in PACKAGES if key.startswith("for-")]
SHORT = ["leading-an-affiliate", "working-with-volunteers"]
FULL = sorted(PACKAGES.keys() - {*REFRESHERS, *FOR_RIGHTS, *SHORT})
SENSITIVE = {"mental-health", "risk-escalation"}
STARTER = "Starter text: to be reviewed and adopted by a professional partner"
GUESSED = 0.55
"""Share of the questions that may be guessed by one and the same trick; with three options, chance alone is a third."""
TOPICS = {
    "self-care",
    "conflict-resolution",
    "mental-health",
    "diversity",
    "code-of-conduct",
    "digital-security",
    "risk-escalation",
}


@pytest.fixture(scope="module")
def documents():
    """Each package as it is read."""
    return {key: reading.read_package(files_in(path)) for key, path in PACKAGES.items()}


def lessons(package):
    return [lesson for module in package.document["modules"] for lesson in module["lessons"]]


def words(package, lesson) -> int:
    keys = [key for block in lesson["blocks"] for key in block["texts"].values()]
    return sum(len(package.document["segments"][key]["text"].split()) for key in keys)


@pytest.mark.parametrize("key", PACKAGES)
def test_a_package_is_in_order_and_gives_no_answer_away(documents, key):
    assert checking.errors_of(documents[key]) == []
    assert checking.advice_of(documents[key]) == []


@pytest.mark.parametrize("key", PACKAGES)
def test_no_trick_with_the_length_of_options_finds_the_right_one(documents, key):
    document = documents[key].document
    singles = [
        (
            each["settings"],
            each["answer"],
            {part: document["segments"][at]["text"] for part, at in each["texts"].items()},
        )
        for each in document["questions"]
        if each["kind"] == "single"
    ]
    longest, shortest = guessed_by_length(singles)
    assert longest <= GUESSED * len(singles)
    assert shortest <= GUESSED * len(singles)


@pytest.mark.parametrize("key", PACKAGES)
def test_options_are_mixed_so_that_their_place_says_nothing(documents, key):
    """Where the order is fixed it must not be a habit."""
    fixed = [each for each in documents[key].document["questions"] if each["settings"].get("shuffle") is False]
    places = [
        each["settings"]["options"].index(each["answer"]["correct"][0]) for each in fixed if "correct" in each["answer"]
    ]
    assert all(places.count(place) <= max(2, GUESSED * len(places)) for place in places)


@pytest.mark.parametrize("key", PACKAGES)
def test_a_package_is_in_plain_language(documents, key):
    assert checking.figures_of(documents[key]).reading_ease >= 60
    assert documents[key].document["course"]["licence"] == "CC BY-SA 4.0"


def test_every_mandatory_topic_has_a_course_and_a_refresher(documents):
    offered = {(each.document["course"]["topic"], each.document["course"]["path"]) for each in documents.values()}
    assert {(topic, path) for topic in TOPICS for path in (CoursePath.FULL, CoursePath.REFRESHER)} <= offered


@pytest.mark.parametrize("key", FULL)
def test_a_full_course_is_as_long_as_it_should_be(documents, key):
    package = documents[key]
    modules = package.document["modules"]
    assert 4 <= len(modules) <= 6
    assert all(2 <= len(module["lessons"]) <= 5 for module in modules)
    assert {lesson["key"]: words(package, lesson) for lesson in lessons(package) if words(package, lesson) > 700} == {}
    assert {lesson["key"]: words(package, lesson) for lesson in lessons(package) if words(package, lesson) < 240} == {}


@pytest.mark.parametrize("key", FULL)
def test_a_full_course_has_questions_for_many_cycles_and_two_scenarios(documents, key):
    questions = documents[key].document["questions"]
    scenarios = [each for each in questions if each["kind"] == "scenario"]
    shown = [block for lesson in lessons(documents[key]) for block in lesson["blocks"]]
    assert len(questions) - len(scenarios) >= 30
    assert len(scenarios) >= 2
    assert sum(block["kind"] == BlockKind.SCENARIO for block in shown) >= 2


@pytest.mark.parametrize("key", FOR_RIGHTS)
def test_a_course_for_a_right_asks_enough_and_has_a_scenario(documents, key):
    kinds = [each["kind"] for each in documents[key].document["questions"]]
    assert len(kinds) - kinds.count("scenario") >= 14
    assert "scenario" in kinds


@pytest.mark.parametrize("key", SHORT)
def test_a_short_course_has_a_few_lessons_twice_the_questions_and_a_scenario(documents, key):
    package = documents[key]
    assert 2 <= len(lessons(package)) <= 3
    assert all(240 <= words(package, lesson) <= 700 for lesson in lessons(package))
    kinds = [each["kind"] for each in package.document["questions"]]
    assert len(kinds) >= 2 * package.document["course"]["questions_per_attempt"]
    assert "scenario" in kinds


@pytest.mark.parametrize("key", PACKAGES)
def test_every_question_explains_itself_and_each_of_its_options(documents, key):
    for question in documents[key].document["questions"]:
        parts = question["texts"].keys()
        if question["kind"] == "scenario":
            choices = {part.removeprefix("choice.") for part in parts if part.startswith("choice.")}
            assert {f"feedback.{choice}" for choice in choices} <= parts, question["key"]
            continue
        assert "explanation" in parts, question["key"]
        if question["kind"] in ("single", "multiple"):
            options = {part.removeprefix("option.") for part in parts if part.startswith("option.")}
            assert {f"explanation.{option}" for option in options} <= parts, question["key"]


@pytest.mark.parametrize("key", REFRESHERS)
def test_a_refresher_takes_twenty_minutes_at_most(documents, key):
    assert checking.figures_of(documents[key]).minutes <= 20


@pytest.mark.parametrize("key", PACKAGES)
def test_what_a_partner_has_to_adopt_says_so_in_its_first_lesson(documents, key):
    package = documents[key]
    first = lessons(package)[0]
    texts = [
        package.document["segments"][each]["text"] for block in first["blocks"] for each in block["texts"].values()
    ]
    said = any(STARTER in text for text in texts)
    assert said == (package.document["course"]["topic"] in SENSITIVE)


@pytest.fixture
def partner(db):
    """An organisation with a coordinator; it maintains nothing yet."""
    TopicFactory(key="mental-health", mandatory=True, sensitive=True)
    return MembershipFactory(role=MemberRole.COORDINATOR).organisation


def load(partner, *keys, **options):
    call_command("load_starter_curriculum", *keys, organisation=partner.slug, **options)


def test_loading_twice_changes_nothing(partner):
    load(partner, "mental-health-support-refresher")
    before = (Segment.objects.count(), Question.objects.count())
    load(partner, "mental-health-support-refresher")
    assert (Segment.objects.count(), Question.objects.count()) == before
    assert [run.changed for run in ImportRun.objects.order_by("pk")] == [True, False]


def test_a_course_serves_its_topic_only_once_a_curator_has_named_who_maintains_it(partner, capsys):
    load(partner, "mental-health-support-refresher")
    assert Course.objects.get().topic is None
    assert "certify nobody" in capsys.readouterr().out
    Topic.objects.get().holders.add(partner)
    load(partner, "mental-health-support-refresher")
    assert Course.objects.get().topic.key == "mental-health"
    assert "certify nobody" not in capsys.readouterr().out


def test_a_name_that_is_none_is_told(partner):
    with pytest.raises(CommandError, match="No such course: none"):
        load(partner, "none")
