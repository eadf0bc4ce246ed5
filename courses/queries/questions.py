"""Questions as they leave the server: open before the answers are in, graded with key and explanations after.

The two are told apart here and nowhere else: an open question does not even carry what is right.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F

from courses.assessment.drawing import mixed
from courses.assessment.kinds import KINDS
from courses.assessment.questions import Option, Question
from courses.assessment.scenarios import Scenario, problems
from courses.enums import QuestionKind
from courses.models import Attempt, CompiledQuestion
from courses.querysets import CompiledQuestionQuerySet
from wikilearn.core import languages

SCENARIOS = "\x1fscenarios"
"""The scenarios of a module are drawn as a pool of their own, so that a sheet that has room for one asks one."""


def open_questions(*, revision_id: int, language: str, keys: Collection[str]) -> dict[str, Question]:
    """The questions to ask, by key, without what is right and why; one query."""
    rows = _rows(revision_id, language, keys).without_explanations()
    settings = F("question_revision__document__settings")
    return {
        row.key: _question(row, settings=row.settings, document={}, explanations={})
        for row in rows.annotate(settings=settings)
        if _can_be_asked(row.kind, row.settings)
    }


def graded_questions(*, revision_id: int, language: str, keys: Collection[str]) -> dict[str, Question]:
    """The questions with what is right and why, by key, for whoever has answered them; one query."""
    rows = _rows(revision_id, language, keys).select_related("question_revision")
    return {
        row.key: _question(
            row,
            settings=row.question_revision.document["settings"],
            document=row.question_revision.document,
            explanations=row.explanations,
        )
        for row in rows
        if _can_be_asked(row.kind, row.question_revision.document["settings"])
    }


def question_of(row: CompiledQuestion, *, graded: bool) -> Question | None:
    """A row with its revision at hand, before or after the answers are in; None if it cannot be asked."""
    document = row.question_revision.document
    if not _can_be_asked(row.kind, document["settings"]):
        return None
    return _question(
        row,
        settings=document["settings"],
        document=document if graded else {},
        explanations=row.explanations if graded else {},
    )


def with_feedback(
    questions: Sequence[Question], answers: Mapping[str, Sequence[str]], *, revision_id: int, language: str
) -> list[Question]:
    """The questions with what came of the steps that were gone in their scenarios, for practice; one query."""
    gone = {question.key: answers.get(question.key, ()) for question in questions if question.scenario}
    rows = {row.key: row.explanations for row in _rows(revision_id, language, gone)}
    return [
        replace(question, explanations={step: rows[question.key].get(step, "") for step in gone[question.key]})
        if question.key in rows
        else question
        for question in questions
    ]


def in_drawn_order(attempt: Attempt, questions: Mapping[str, Question]) -> list[Question]:
    """The questions of an attempt as it drew them, options included."""
    return [
        _with_options(questions[drawn["key"]], drawn["options"]) for drawn in attempt.drawn if drawn["key"] in questions
    ]


def drawn_keys(attempt: Attempt) -> list[str]:
    """The keys of the questions that an attempt drew."""
    return [drawn["key"] for drawn in attempt.drawn]


def drawn_revision(attempt: Attempt, key: str) -> int:
    """The id of the question revision that an attempt drew under a key; `KeyError` if it drew none."""
    return int({drawn["key"]: drawn["question_revision"] for drawn in attempt.drawn}[key])


def pools(*, revision_id: int, language: str) -> dict[str, dict[str, CompiledQuestion]]:
    """What can be drawn from a revision: by pool, by key of the question; one query.

    Each module has a pool, and one more for its scenarios.
    """
    rows = CompiledQuestion.objects.filter(revision=revision_id, language=language, kind__in=KINDS)
    found: dict[str, dict[str, CompiledQuestion]] = {}
    for row in rows.select_related("question_revision").only(
        "key", "kind", "module_key", "options", "question_revision__document"
    ):
        if not _can_be_asked(row.kind, row.question_revision.document["settings"]):
            continue
        pool = row.module_key + (SCENARIOS if row.kind == QuestionKind.SCENARIO else "")
        found.setdefault(pool, {})[row.key] = row
    return found


def shown_order(question: CompiledQuestion, *, seed: str) -> list[str]:
    """The ids of its options as an attempt shows them: shuffled, unless their order matters.

    What is to be put in order never stands in the right order already.
    """
    document = question.question_revision.document
    ids = [option["id"] for option in question.options if "of" not in option]
    if not document["settings"].get("shuffle", True) and question.kind != QuestionKind.ORDERING:
        return ids
    return mixed(ids, seed=f"{seed}\x1f{question.key}", never=document["answer"].get("order"))


def _rows(revision_id: int, language: str, keys: Collection[str]) -> CompiledQuestionQuerySet:
    return CompiledQuestion.objects.filter(revision=revision_id, language=language, key__in=keys, kind__in=KINDS)


def _can_be_asked(kind: str, settings: Mapping[str, Any]) -> bool:
    """A scenario that came with a broken graph is kept, and never asked."""
    return kind != QuestionKind.SCENARIO or not {code for code, _where in problems(settings, {})} - {"points"}


def _question(
    row: CompiledQuestion,
    *,
    settings: Mapping[str, Any],
    document: Mapping[str, Any],
    explanations: Mapping[str, str],
) -> Question:
    language = languages.get(row.text_language)
    answer = document.get("answer", {})
    right = set(answer.get("correct", ()))

    def options(of: str | None) -> tuple[Option, ...]:
        return tuple(
            Option(each["id"], each["html"], explanations.get(each["id"], ""), each["id"] in right)
            for each in row.options
            if each.get("of") == of
        )

    scenario = row.kind == QuestionKind.SCENARIO
    return Question(
        key=row.key,
        kind=QuestionKind(row.kind),
        html=row.prompt,
        options=options(None),
        items=options("item"),
        unit=next((each["html"] for each in row.options if each.get("of") == "unit"), ""),
        scenario=Scenario.of(settings, with_points=bool(document)) if scenario else None,
        texts={each["id"]: each["html"] for each in row.options} if scenario else {},
        explanation=explanations.get("", ""),
        explanations=explanations,
        language=language.tag,
        dir=language.dir,
        answer=answer,
        accepted=_accepted(document, row.language),
    )


def _accepted(document: Mapping[str, Any], tag: str) -> tuple[str, ...]:
    """The words that count for a reader of the language: in it, and in the languages that it falls back to.

    Accepted words in the source language count for everybody: terms of the wikis are often used as they are.
    """
    by_language = document.get("accepted", {})
    chain = languages.fallback_chain([tag], last=document.get("language", "en"))
    return tuple(text for each in chain for text in by_language.get(each, ()))


def _with_options(question: Question, order: Sequence[str]) -> Question:
    place = {key: position for position, key in enumerate(order)}
    options = sorted(question.options, key=lambda option: place.get(option.key, len(place)))
    return replace(question, options=tuple(options))
