"""A course with every kind of question, written, translated, published, and taken."""

import json
import re

import pytest
from django.urls import reverse

from courses.actions.assessing import keep_answers, submit_attempt
from courses.errors import Unfinished
from courses.models import Attempt, AttemptAnswer, CompiledCourse, CompiledQuestion, Course, QuestionAppeal
from courses.publishing.compiling import Compiler
from courses.publishing.snapshot import snapshot
from courses.queries.questions import SCENARIOS, open_questions, pools
from tests.factories.learning import learner
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.assessment import appeal_in_demo, offer_assessment_course
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db
SECRETS = ("accepted", '"order"', '"pairs"', '"points"', '"to"', "correct", "proof", "برهان")
KEYS = {
    "single": {"": ["2"]},
    "multiple": {"": ["1", "3"]},
    "ordering": {"": ["1=1", "2=2", "3=3"]},
    "matching": {"": ["1=m1", "2=m2"]},
    "numeric": {"": ["٩٠"]},
    "short_text": {"ar": ["الدَّليل"[2:]], "en": ["Proof!"]},
}


@pytest.fixture
def course():
    organisation = OrganisationFactory()
    author, reviewer = PersonFactory(), PersonFactory()
    MembershipFactory(organisation=organisation, person=author, role=MemberRole.COORDINATOR)
    MembershipFactory(organisation=organisation, person=reviewer, role=MemberRole.REVIEWER)
    return offer_assessment_course(author=author, reviewer=reviewer, organisation=organisation)


def kinds(attempt):
    rows = CompiledQuestion.objects.filter(revision=attempt.revision_id, language="en")
    return dict(rows.values_list("key", "kind"))


def page_of(response):
    assert response.status_code == 200, response
    return response.content.decode()


def test_what_is_compiled_for_browsers_holds_no_key(course):
    for language in ("en", "ar"):
        for compiled in Compiler(snapshot(course), language).questions():
            shown = json.dumps({key: value for key, value in compiled.items() if key != "explanations"})
            assert not any(secret in shown for secret in SECRETS), shown
            assert not re.search(r"(?<![\w-])90(?![\w-])", shown), shown  # as a number, not within a random key
            assert all("of" in option or set(option) == {"id", "html"} for option in compiled["options"])
    ordering = CompiledQuestion.objects.get(kind="ordering", language="en")
    assert [option["id"] for option in ordering.options] != ["1", "2", "3"]
    scenario = open_questions(
        revision_id=course.published_revision_id,
        language="en",
        keys=CompiledQuestion.objects.filter(kind="scenario").values_list("key", flat=True),
    )
    for question in scenario.values():
        assert question.scenario.best() == 0
        assert not question.explanations
    words = CompiledCourse.objects.get(course=course, language="en").search_text
    assert "proof" not in words.lower().replace("not a proof", "")
    assert "Nothing yet" not in words


@pytest.mark.parametrize("language", ["en", "ar"])
def test_learner_takes_an_assessment_of_all_kinds_step_by_step(course, language):
    taking = learner(course, language=language)
    attempt = taking.start()
    kind_of = kinds(attempt)
    assert sorted(kind_of[each["key"]] for each in attempt.drawn) == sorted([*KEYS, "scenario"])
    address = reverse("courses:attempt", args=[attempt.pk])
    fields = {}
    for drawn in attempt.drawn:
        if kind_of[drawn["key"]] in KEYS:
            values = KEYS[kind_of[drawn["key"]]]
            fields[f"q-{drawn['key']}"] = values.get(language) or values[""]
    scenario = next(f"q-{key}" for key, kind in kind_of.items() if kind == "scenario" and _drawn(attempt, key))
    page = page_of(taking.client.get(address))
    assert "n2.c1" not in page, "what comes next is not told"
    response = taking.client.post(address, fields | {scenario: "n1.c1", "step": scenario})
    assert response.url.startswith(f"{address}#question-")
    page = page_of(taking.client.get(address))
    assert "n2.c1" in page
    assert "option__why" not in page, "no feedback before it is handed in"
    assert "Yes: the same" not in page
    unfinished = page_of(taking.client.post(address, fields | {"hand_in": "yes"}))
    assert "question--error" in unfinished
    # Another tab still stands at the first step: it cannot take it back.
    taking.client.post(address, fields | {scenario: "n1.c2", "step": scenario})
    stored = AttemptAnswer.objects.get(attempt=attempt, question_key=scenario.removeprefix("q-"))
    assert stored.answer["chosen"] == ["n1.c1"]
    response = taking.client.post(address, fields | {scenario: "n2.c1", "hand_in": "yes"})
    attempt.refresh_from_db()
    wrong = [answer.question_key for answer in attempt.answers.all() if not answer.correct]
    assert attempt.score == 100, {kind_of[key]: fields.get(f"q-{key}") for key in wrong}
    result = page_of(taking.client.get(response.url))
    assert "question--wrong" not in result


def test_no_step_is_taken_back_whoever_hands_in(course):
    taking = learner(course)
    attempt = taking.start()
    key = next(key for key, kind in kinds(attempt).items() if kind == "scenario" and _drawn(attempt, key))
    keep_answers(actor=taking.person, attempt=attempt, answers={key: ["n1.c1"]})
    keep_answers(actor=taking.person, attempt=attempt, answers={key: ["n1.c2"]})
    assert AttemptAnswer.objects.get().answer["chosen"] == ["n1.c1"]
    with pytest.raises(Unfinished):
        submit_attempt(actor=taking.person, attempt=attempt, answers={key: ["n1.c2"]})


def _drawn(attempt, key):
    return any(each["key"] == key for each in attempt.drawn)


def test_scenarios_are_a_pool_of_their_own_so_that_each_sheet_has_one(course):
    found = pools(revision_id=course.published_revision_id, language="en")
    sizes = sorted((name.endswith(SCENARIOS), len(pool)) for name, pool in found.items())
    assert sizes == [(False, 6), (True, 1)]
    course.questions_per_attempt = 2
    course.save()
    for _ in range(3):
        attempt = learner(course).start()
        kind_of = kinds(attempt)
        assert [kind_of[each["key"]] for each in attempt.drawn].count("scenario") == 1


def test_moving_a_line_without_javascript_keeps_everything(course):
    taking = learner(course)
    attempt = taking.start()
    kind_of = kinds(attempt)
    key = next(key for key, kind in kind_of.items() if kind == "ordering")
    shown = next(each["options"] for each in attempt.drawn if each["key"] == key)
    address = reverse("courses:attempt", args=[attempt.pk])
    response = taking.client.post(address, {f"q-{key}": ["", "", ""], "move": f"q-{key}|{shown[2]}|up"})
    assert "#question-" in response.url
    assert AttemptAnswer.objects.get().answer["chosen"] == [shown[0], shown[2], shown[1]]
    for nonsense in ("", "|", f"q-{key}|zzz|up", "q-none|1|up", f"q-{key}|{shown[0]}|sideways"):
        assert taking.client.post(address, {"move": nonsense}).status_code == 302


def test_scenario_is_practised_in_its_lesson_with_feedback_at_once(course, client):
    lesson = reverse("courses:lesson", args=[course.slug, course.lessons.order_by("pk").first().key])
    page = page_of(client.get(lesson))
    assert "Quill" in page
    assert "feedback" not in page
    block = course.questions.exclude(block=None).get().block
    name = f"b-{block.key}-q-{block.questions.get().key}"
    address = reverse("courses:quiz", args=[course.slug, block.lesson.key, block.key])
    page = page_of(client.post(address, {name: "n1.c1", "step": name}))
    assert "the same address may be the same library" in page
    assert "Tell everybody" in page
    assert "Never: that alone" not in page
    page = page_of(client.post(address, {name: ["n1.c1", "n2.c2"], "step": name}))
    assert "Never: that alone harms people." in page
    assert "Partly correct" in page
    page = page_of(client.post(address, {name: ["n1.c2"], "step": name}))
    assert "Not correct" in page


def test_monstrous_typed_answers_are_refused(course):
    taking = learner(course)
    attempt = taking.start()
    key = next(key for key, kind in kinds(attempt).items() if kind == "numeric")
    address = reverse("courses:attempt", args=[attempt.pk])
    for sent in ("x" * 1_000_000, "\x00", "-", "१".center(61, "९")):
        page = page_of(taking.client.post(address, {f"q-{key}": sent, "hand_in": "yes"}))
        assert "question--error" in page
    assert not AttemptAnswer.objects.exists()


def test_demo_has_an_appeal(course):
    appeal_in_demo(course, PersonFactory())
    assert Attempt.objects.get().score < 70
    assert QuestionAppeal.objects.get().course == Course.objects.get()
