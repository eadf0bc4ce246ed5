"""A course that asks every kind of question, with a scenario around a made-up log, exercises, and an appeal."""

from typing import Any

from courses.actions.appeals import appeal_question
from courses.actions.assessing import start_attempt, submit_attempt
from courses.actions.editing import edit_element
from courses.actions.learning import enrol_in_course
from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, submit_course
from courses.actions.questions import add_question
from courses.actions.settings import configure_course
from courses.actions.structure import add_block, add_lesson, add_module
from courses.actions.translating import save_translation
from courses.enums import BlockKind, QuestionKind, RevisionKind
from courses.models import Course, Module, Question
from courses.queries.questions import drawn_keys
from courses.queries.reading import served_course
from wikilearn.demo.assessment_texts import ARABIC, LOG
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

SLUG = "many-accounts"


def offer_assessment_course(*, author: Person, reviewer: Person, organisation: Organisation) -> Course:
    """Write, translate into Arabic, review and publish the course."""
    course = Course.objects.create(
        slug=SLUG, organisation=organisation, source_language="en", licence="CC BY-SA 4.0", questions_per_attempt=7
    )
    about = {"title": "One person, many accounts", "summary": "Look at a suspicion with care, and act fairly."}
    edit_element(actor=author, element=course, texts=about, kind=RevisionKind.MINOR)
    module = add_module(actor=author, course=course, title="Looking with care")
    lesson = add_lesson(actor=author, module=module, title="A suspicion is not a proof")
    add_block(
        actor=author,
        lesson=lesson,
        kind=BlockKind.PROSE,
        texts={
            "text": "People share lines, rooms and interests. *Ask for evidence*, and look for another reason first."
        },
    )
    scenario = add_block(actor=author, lesson=lesson, kind=BlockKind.SCENARIO, texts={})
    _scenario(author, module, block=scenario)
    doing = add_lesson(actor=author, module=module, title="Now you")
    add_block(
        actor=author,
        lesson=doing,
        kind=BlockKind.EXERCISE,
        texts={"text": "Read the rule on multiple accounts of your own wiki, and note what it allows."},
        settings={"mode": "declared"},
    )
    add_block(
        actor=author,
        lesson=doing,
        kind=BlockKind.EXERCISE,
        texts={"text": "Say hello on a sandbox of the test wiki, signed in with your own account."},
        settings={"mode": "wiki", "wiki": "testwiki"},
    )
    for kind, settings, answer, texts in _QUESTIONS:
        add_question(actor=author, module=module, kind=kind, settings=settings, answer=answer, texts=texts)
    configure_course(actor=author, course=course, pass_mark=70)
    _translate(course, author, reviewer)
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR, note="First publication")
    course.refresh_from_db()
    return course


def appeal_in_demo(course: Course, learner: Person) -> None:
    """A learner fails, and says that a question is wrong."""
    enrol_in_course(actor=learner, course=course, language="en")
    served = served_course(course.slug, reader=learner, chain=["en"], wanted="en")
    attempt = start_attempt(actor=learner, served=served)
    questions = {question.key: question for question in course.questions.filter(key__in=drawn_keys(attempt))}
    answers = {key: _some_answer(question) for key, question in questions.items()}
    submit_attempt(actor=learner, attempt=attempt, answers=answers)
    numeric = next((key for key, question in questions.items() if question.kind == QuestionKind.NUMERIC), "")
    appeal_question(
        actor=learner,
        attempt=attempt,
        question_key=numeric or drawn_keys(attempt)[0],
        reason="Our wiki keeps these data for a shorter time. The question should say whose rule it means.",
    )


def _some_answer(question: Question) -> list[str]:
    kind, settings = question.kind, question.settings
    if kind == QuestionKind.SCENARIO:
        return ["n1.c2"]
    if kind == QuestionKind.NUMERIC:
        return ["30"]
    if kind == QuestionKind.SHORT_TEXT:
        return ["evidence"]
    if kind == QuestionKind.MATCHING:
        return [settings["options"][0]] * len(settings["items"])
    return list(settings["options"] if kind == QuestionKind.ORDERING else settings["options"][:1])


def _scenario(author: Person, module: Module, **place: Any) -> None:
    add_question(
        actor=author,
        module=module,
        kind=QuestionKind.SCENARIO,
        settings={
            "start": "n1",
            "nodes": [
                {
                    "id": "n1",
                    "choices": [
                        {"id": "c1", "to": "n2", "points": 2},
                        {"id": "c2", "to": None, "points": -2},
                    ],
                },
                {
                    "id": "n2",
                    "choices": [
                        {"id": "c1", "to": None, "points": 2},
                        {"id": "c2", "to": None, "points": 0},
                    ],
                },
            ],
        },
        answer={},
        texts={
            "prompt": "You are asked to block an account. All names and addresses are made up.",
            "node.n1": f"Somebody writes: “Quill and Feather are one person.” The log says:\n\n{LOG}",
            "choice.n1.c1": "Compare the edits first",
            "feedback.n1.c1": "Yes: the same address may be the same library.",
            "choice.n1.c2": "Block both at once",
            "feedback.n1.c2": "An address alone proves nothing.",
            "node.n2": "The edits have other topics, other hours and another language.",
            "choice.n2.c1": "Answer that there is no evidence, and keep no notes on them",
            "feedback.n2.c1": "Yes. What is not needed is not kept.",
            "choice.n2.c2": "Tell everybody whom you have looked at",
            "feedback.n2.c2": "Never: that alone harms people.",
        },
        **place,
    )


def _translate(course: Course, author: Person, reviewer: Person) -> None:
    for segment in course.segments.wanted():
        save_translation(actor=author, segment=segment, language="ar", text=ARABIC[segment.source_text])
    review_localization(actor=reviewer, course=course, language="ar")


_QUESTIONS: list[tuple[QuestionKind, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    (
        QuestionKind.SINGLE,
        {"options": ["1", "2", "3"]},
        {"correct": ["2"]},
        {
            "prompt": "Two accounts use one address. What follows?",
            "option.1": "They are one person",
            "option.2": "Nothing yet",
            "option.3": "Both are banned",
            "explanation.2": "Libraries, schools and phones share addresses.",
        },
    ),
    (
        QuestionKind.MULTIPLE,
        {"options": ["1", "2", "3"]},
        {"correct": ["1", "3"]},
        {
            "prompt": "Which are good reasons to look?",
            "option.1": "A vote is disturbed",
            "option.2": "Curiosity",
            "option.3": "A blocked person comes back",
            "explanation": "There must be harm to the wiki, and no other way.",
        },
    ),
    (
        QuestionKind.ORDERING,
        {"options": ["1", "2", "3"]},
        {"order": ["1", "2", "3"]},
        {
            "prompt": "What comes first, what last?",
            "option.1": "Read the request",
            "option.2": "Look for evidence",
            "option.3": "Answer",
        },
    ),
    (
        QuestionKind.MATCHING,
        {"items": ["1", "2"], "options": ["m1", "m2", "x1"]},
        {"pairs": {"1": "m1", "2": "m2"}},
        {
            "prompt": "Who does what?",
            "item.1": "Checkuser",
            "item.2": "Oversighter",
            "option.m1": "Sees addresses",
            "option.m2": "Hides edits",
            "option.x1": "Pays bills",
        },
    ),
    (
        QuestionKind.NUMERIC,
        {},
        {"value": "90", "tolerance": "0"},
        {
            "prompt": "After how many days are these made-up data deleted, if they are kept for a quarter of a year?",
            "unit": "days",
            "explanation": "A quarter of a year has about ninety days.",
        },
    ),
    (
        QuestionKind.SHORT_TEXT,
        {},
        {},
        {
            "prompt": "What do you ask for before you look? One word.",
            "accepted.1": "evidence",
            "accepted.2": "proof",
            "explanation": "No look without evidence.",
        },
    ),
]
