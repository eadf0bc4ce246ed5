"""Writing questions: pool list, a form for each kind, preview, retiring; and how people did with them."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from courses import models
from courses.actions.questions import add_question
from courses.assessment.checking import pool_warnings, problems_of, warnings_of
from courses.enums import CourseState, QuestionKind, TranslationState
from courses.errors import CannotBeAsked, NotYours
from courses.queries.item_statistics import statistics_of
from courses.views.questions import FORMS
from tests.factories.courses import CourseFactory, ModuleFactory, QuestionFactory, TranslationFactory
from tests.factories.learning import learner, serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(questions_per_attempt=1)


@pytest.fixture
def module(course):
    return ModuleFactory(course=course, key="m")


@pytest.fixture
def author(course):
    return member(course, MemberRole.AUTHOR)


def member(course, role):
    person = PersonFactory()
    MembershipFactory(organisation=course.organisation, person=person, role=role)
    client = Client()
    client.force_login(person)
    client.person = person
    return client


def url(name, course, *more):
    return reverse(f"courses:{name}", args=[course.slug, *more])


def page_of(response, status=200):
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


CHOICE = {"option.1": "Yes", "right.1": "on", "option.2": "No", "explanation.2": "Not at all"}
NEW = {
    "single": (CHOICE, {"options": ["1", "2"], "shuffle": False}, {"correct": ["1"]}),
    "multiple": (
        CHOICE | {"option.3": "Also", "right.3": "on", "shuffle": "on"},
        {"options": ["1", "2", "3"]},
        {"correct": ["1", "3"]},
    ),
    "ordering": (
        {"option.1": "First", "option.2": "Then", "option.3": "Last"},
        {"options": ["1", "2", "3"]},
        {"order": ["1", "2", "3"]},
    ),
    "matching": (
        {"item.1": "Cat", "match.1": "Meow", "item.2": "Dog", "match.2": "Woof", "loose": "Moo"},
        {"items": ["1", "2"], "options": ["m1", "m2", "x1"]},
        {"pairs": {"1": "m1", "2": "m2"}},
    ),
    "numeric": ({"value": "٣٫٥", "tolerance": "0,1", "unit": "days"}, {}, {"value": "3.5", "tolerance": "0.1"}),
    "short_text": ({"accepted": "Checkuser\nCU\n\nCU"}, {}, {}),
    "scenario": (
        {
            "node.n1": "Somebody asks for an address.",
            "choice.n1.c1": "Refuse",
            "to.n1.c1": "n2",
            "points.n1.c1": "1",
            "choice.n1.c2": "Give it",
            "to.n1.c2": "end",
            "feedback.n1.c2": "Never",
            "node.n2": "They insist.",
            "choice.n2.c1": "Refuse again",
        },
        {
            "start": "n1",
            "nodes": [
                {"id": "n1", "choices": [{"id": "c1", "to": "n2", "points": 1}, {"id": "c2", "to": None, "points": 0}]},
                {"id": "n2", "choices": [{"id": "c1", "to": None, "points": 0}]},
            ],
        },
        {},
    ),
}


@pytest.mark.parametrize("kind", NEW)
def test_each_kind_is_written_shown_again_previewed_and_saved_unchanged(kind, course, module, author):
    fields, settings, answer = NEW[kind]
    page_of(author.get(url("author_new_question", course, kind)))
    sent = {"module": "m", "prompt": "What now?", "explanation": "So it is."} | fields
    response = author.post(url("author_new_question", course, kind), sent)
    assert response.status_code == 302, response.content.decode()[:4000]
    question = models.Question.objects.get()
    assert (question.kind, question.settings, question.answer) == (kind, settings, answer)
    address = url("author_question", course, question.key)
    form = FORMS[kind](None, course=course, question=question, texts=_texts(question))
    first = {name: form[name].initial for name in form.fields if form[name].initial not in (None, False)}
    before = _texts(question)
    again = author.post(address, first | {"change": "minor", "prompt": "What now?"})
    assert again.status_code == 302, again.content.decode()[:4000]
    question.refresh_from_db()
    assert (question.settings, question.answer, _texts(question)) == (settings, answer, before)
    assert models.Edit.objects.filter(course=course).count() == 1
    preview = page_of(author.get(url("author_question_preview", course, question.key)))
    assert "What now?" in preview
    assert "So it is." not in preview
    assert "Never" not in preview


def _texts(question):
    return dict(models.Segment.objects.filter(question=question, retired=False).values_list("part", "source_text"))


def test_short_text_keeps_accepted_words_plain_and_under_their_keys(course, module, author):
    author.post(
        url("author_new_question", course, "short_text"), {"module": "m", "prompt": "?", "accepted": "one\ntwo"}
    )
    question = models.Question.objects.get()
    rows = {row.part: row for row in models.Segment.objects.filter(question=question)}
    assert rows["accepted.1"].format == "plain"
    TranslationFactory(segment=rows["accepted.2"], language="ar", text="اثنان", state=TranslationState.REVIEWED)
    address = url("author_question", course, question.key)
    author.post(address, {"prompt": "?", "accepted": "two\nthree", "change": "major"})
    assert {part: text for part, text in _texts(question).items() if part != "prompt"} == {
        "accepted.2": "two",
        "accepted.3": "three",
    }
    assert models.Translation.objects.get().state == TranslationState.REVIEWED


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("single", {"option.1": "Yes", "option.2": "No"}, "No answer is marked as right."),
        ("single", {"option.1": "Yes", "right.1": "on"}, "at least two answers"),
        ("single", {"option.1": "Yes", "right.1": "on", "option.2": "yes "}, "Two answers say the same."),
        ("single", CHOICE | {"right.2": "on"}, "All answers are marked as right."),
        ("matching", {"item.1": "Cat", "match.1": "Meow"}, "at least two"),
        (
            "matching",
            {"item.1": "Cat", "item.2": "Dog", "match.1": "Meow", "loose": "Moo"},
            "answer that belongs to it",
        ),
        ("numeric", {"value": "twelve"}, "number in digits"),
        ("numeric", {"value": "3", "tolerance": "-1"}, "no number"),
        ("short_text", {"accepted": "?!"}, "No accepted answer"),
        ("scenario", {"node.n1": "Here", "choice.n1.c1": "On", "to.n1.c1": "n1", "points.n1.c1": "1"}, "in circles"),
        ("scenario", {"node.n1": "Here"}, "has no choices"),
        ("scenario", {"node.n1": "Here", "choice.n1.c1": "On", "points.n1.c1": "999"}, "100"),
    ],
)
def test_questions_that_nobody_could_answer_are_refused(kind, fields, said, course, module, author):
    page = page_of(author.post(url("author_new_question", course, kind), {"module": "m", "prompt": "?"} | fields), 400)
    assert said in page
    assert not models.Question.objects.exists()


def test_more_lines_keep_what_was_typed_and_save_nothing(course, module, author):
    sent = {"module": "m", "prompt": "Kept", "rows": "0", "more": "yes", "option.1": "Yes"}
    page = page_of(author.post(url("author_new_question", course, "single"), sent))
    assert "Kept" in page
    assert 'name="option.8"' in page
    assert not models.Question.objects.exists()


def test_conflicting_edits_are_told(course, module, author):
    question = QuestionFactory(module=module)
    sent = {"prompt": "Mine", "change": "minor", "version": "stale", "option.1": "A", "right.1": "on", "option.2": "B"}
    page_of(author.post(url("author_question", course, question.key), sent), 400)
    assert _texts(question)["prompt"] != "Mine"


def test_major_edit_marks_translations_outdated(course, module, author):
    question = QuestionFactory(module=module)
    segment = models.Segment.objects.get(question=question, part="prompt")
    translation = TranslationFactory(segment=segment, state=TranslationState.REVIEWED)
    sent = {"prompt": "New", "option.1": "A", "right.1": "on", "option.2": "B", "change": "major"}
    assert author.post(url("author_question", course, question.key), sent).status_code == 302
    translation.refresh_from_db()
    assert translation.state == TranslationState.OUTDATED


def test_retired_question_leaves_the_pool_and_the_log_says_so(course, module, author):
    question = QuestionFactory(module=module)
    page_of(author.get(url("author_question_retire", course, question.key)))
    assert author.post(url("author_question_retire", course, question.key)).status_code == 302
    assert not models.Question.objects.exists()
    course.refresh_from_db()
    assert course.state == CourseState.DRAFT
    assert Event.objects.filter(action="courses.edited").exists()
    assert models.Edit.objects.get().before["answer"] == {"correct": ["1"]}


@pytest.mark.parametrize(
    ("role", "seen", "written"),
    [(MemberRole.AUTHOR, 200, 200), (MemberRole.REVIEWER, 200, 403), (None, 404, 404)],
)
def test_who_may_see_and_who_may_write(role, seen, written, course, module):
    question = QuestionFactory(module=module)
    client = member(course, role) if role else member(CourseFactory(), MemberRole.AUTHOR)
    assert client.get(url("author_questions", course)).status_code == seen
    assert client.get(url("author_question_preview", course, question.key)).status_code == seen
    assert client.get(url("author_question_statistics", course)).status_code == seen
    for name in ("author_question", "author_question_retire"):
        assert client.get(url(name, course, question.key)).status_code == written
    assert client.get(url("author_new_question", course, "single")).status_code == written


def test_actions_ask_for_themselves(module):
    asked = {"kind": QuestionKind.SHORT_TEXT, "settings": {}, "answer": {}}
    with pytest.raises(NotYours):
        add_question(actor=PersonFactory(), module=module, texts={"prompt": "?", "accepted.1": "x"}, **asked)
    coordinator = member(module.course, MemberRole.COORDINATOR).person
    with pytest.raises(CannotBeAsked):
        add_question(actor=coordinator, module=module, texts={"prompt": "?"}, **asked)


def test_unknown_kinds_and_questions_are_not_found(course, author):
    assert author.get(url("author_new_question", course, "riddle")).status_code == 404
    assert author.get(url("author_question", course, "nothing")).status_code == 404
    assert author.get(url("author_question_preview", course, "nothing")).status_code == 404


def test_preview_is_checked_like_the_real_thing(course, module, author):
    question = QuestionFactory(module=module)
    address = url("author_question_preview", course, question.key)
    assert "Correct" in page_of(author.post(address, {f"q-{question.key}": "1", "check": "yes"}))
    assert "Because 1" in page_of(author.post(address, {f"q-{question.key}": "2", "check": "yes"}))
    assert author.get(address + "?language=xx").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_list_needs_a_constant_number_of_queries(number, course, module, author, django_assert_num_queries):
    for _ in range(number):
        QuestionFactory(module=module)
    author.get(url("author_questions", course))
    with django_assert_num_queries(QUERIES):
        page_of(author.get(url("author_questions", course)))


QUERIES = 12


def test_list_is_filtered_and_searched(course, module, author):
    other = ModuleFactory(course=course, key="other")
    first, second = QuestionFactory(module=module, key="first"), QuestionFactory(module=other, key="second")
    for query, keys in (
        ("?module=m", {first}),
        ("?words=second+what", {second}),
        ("?kind=scenario", set()),
        ("?kind=nonsense", set()),
        ("?words=%00", {first, second}),
    ):
        lines = author.get(url("author_questions", course) + query).context["lines"]
        assert {line.question for line in lines} == keys, query


# ---- Advice ----


def asked(options, right, **settings):
    texts = {f"option.{key}": text for key, text in options.items()}
    return ("single", {"options": list(options), **settings}, {"correct": [right]}, {"prompt": "?"} | texts)


def test_advice_when_the_key_can_be_guessed():
    long = asked({"1": "a long and careful answer that says everything there is to say", "2": "no", "3": "never"}, "1")
    assert "much longer" in warnings_of(long[0], settings=long[1], answer=long[2], texts=long[3])[0]
    even = [asked({"1": "aaa", "2": "bbbb", "3": "cc"}, str(place)) for place in (1, 2, 3, 1, 2, 3)]
    assert pool_warnings(even, drawn=2) == []
    longest = [asked({"1": "aaaaaa", "2": "b", "3": "c"}, "1") for _ in range(6)]
    assert any("longest" in sentence for sentence in pool_warnings(longest, drawn=2))
    shortest = [asked({"1": "a", "2": "bbbb", "3": "cccc"}, "1") for _ in range(6)]
    assert any("shortest" in sentence for sentence in pool_warnings(shortest, drawn=2))
    same = [asked({"1": "aa", "2": "bb", "3": "cc"}, "1") for _ in range(6)]
    assert pool_warnings(same, drawn=2) == []
    place = [asked({"1": "a", "2": "bb", "3": "ccc"}, "1", shuffle=False) for _ in range(6)]
    assert any("same place" in sentence for sentence in pool_warnings(place, drawn=2))
    assert "asks 9" in pool_warnings(even, drawn=9)[0]
    assert "twice as many" in pool_warnings(even, drawn=4)[0]


def test_unknown_kinds_are_a_problem():
    assert problems_of("riddle", settings={}, answer={}, texts={"prompt": "?"})


# ---- How people did ----


def answered(course, number, *, wrong=0):
    for place in range(number):
        taking = learner(course)
        taking.hand_in(taking.start(), wrong=4 if place < wrong else 0)


def test_figures_appear_from_twenty_answers_on_and_hide_small_cells(author):
    course = serve_course(questions=4, languages=("en",))
    answered(course, 19, wrong=3)
    assert statistics_of(course, ["q1"])["q1"].difficulty is None
    answered(course, 1)
    figures = statistics_of(course, ["q1", "nothing"])
    assert figures.keys() == {"q1"}
    q1 = figures["q1"]
    assert (q1.answers, q1.difficulty, q1.discrimination) == (20, 0.85, 1.0)
    assert [(share.option, share.percent) for share in q1.shares] == [("1", 85), ("2", None)]


def test_figures_file_names_nobody():
    course = serve_course(questions=1, languages=("en",), questions_per_attempt=1)
    module = ModuleFactory(course=course)
    QuestionFactory(module=module, key="q1")
    answered(course, 20)
    client = member(course, MemberRole.AUTHOR)
    response = client.get(url("author_question_statistics", course))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode().lstrip("\ufeff"))))
    assert rows[1][3:5] == ["20", "1.0"]
    assert rows[1][6] == "1: 100 %"
