"""Questions as they leave the server: open before the answers are in, graded with key and explanations after.

The two are told apart here and nowhere else: an open question does not even carry what is right.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from courses.assessment.drawing import shuffled
from courses.assessment.kinds import KINDS
from courses.assessment.questions import Option, Question
from courses.enums import QuestionKind
from courses.models import Attempt, CompiledQuestion
from courses.querysets import CompiledQuestionQuerySet
from wikilearn.core import languages


def open_questions(*, revision_id: int, language: str, keys: Collection[str]) -> dict[str, Question]:
    """The questions to ask, by key, without what is right and why; one query."""
    rows = _rows(revision_id, language, keys).without_explanations()
    return {row.key: _question(row, correct=(), explanations={}) for row in rows}


def graded_questions(*, revision_id: int, language: str, keys: Collection[str]) -> dict[str, Question]:
    """The questions with what is right and why, by key, for whoever has answered them; one query."""
    rows = _rows(revision_id, language, keys).select_related("question_revision")
    return {
        row.key: _question(
            row,
            correct=row.question_revision.document["answer"].get("correct", ()),
            explanations=row.explanations,
        )
        for row in rows
    }


def in_drawn_order(attempt: Attempt, questions: Mapping[str, Question]) -> list[Question]:
    """The questions of an attempt as it drew them, options included."""
    return [
        _with_options(questions[drawn["key"]], drawn["options"]) for drawn in attempt.drawn if drawn["key"] in questions
    ]


def drawn_keys(attempt: Attempt) -> list[str]:
    """The keys of the questions that an attempt drew."""
    return [drawn["key"] for drawn in attempt.drawn]


def pools(*, revision_id: int, language: str) -> dict[str, dict[str, CompiledQuestion]]:
    """What can be drawn from a revision: by module, by key of the question; one query."""
    rows = CompiledQuestion.objects.filter(revision=revision_id, language=language, kind__in=KINDS)
    found: dict[str, dict[str, CompiledQuestion]] = {}
    for row in rows.select_related("question_revision").only(
        "key", "module_key", "options", "question_revision__document"
    ):
        found.setdefault(row.module_key, {})[row.key] = row
    return found


def shown_order(question: CompiledQuestion, *, seed: str) -> list[str]:
    """The ids of its options as an attempt shows them: shuffled, unless their order matters."""
    ids = [option["id"] for option in question.options]
    if question.question_revision.document["settings"].get("shuffle", True):
        return shuffled(ids, seed=f"{seed}\x1f{question.key}")
    return ids


def _rows(revision_id: int, language: str, keys: Collection[str]) -> CompiledQuestionQuerySet:
    return CompiledQuestion.objects.filter(revision=revision_id, language=language, key__in=keys, kind__in=KINDS)


def _question(row: CompiledQuestion, *, correct: Collection[str], explanations: Mapping[str, str]) -> Question:
    language = languages.get(row.text_language)
    return Question(
        key=row.key,
        kind=QuestionKind(row.kind),
        html=row.prompt,
        options=tuple(
            Option(
                key=option["id"],
                html=option["html"],
                explanation=explanations.get(option["id"], ""),
                right=option["id"] in correct,
            )
            for option in row.options
        ),
        explanation=explanations.get("", ""),
        language=language.tag,
        dir=language.dir,
    )


def _with_options(question: Question, order: Sequence[str]) -> Question:
    place = {key: position for position, key in enumerate(order)}
    options = sorted(question.options, key=lambda option: place.get(option.key, len(place)))
    return replace(question, options=tuple(options))
