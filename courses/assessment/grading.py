"""From answers to a score, and from a score to a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.assessment.kinds import is_right
from courses.assessment.questions import Question
from courses.enums import Level


@dataclass(frozen=True, slots=True)
class Grade:
    """`right` holds the keys of the questions answered rightly; `score` is 0–100."""

    right: frozenset[str]
    asked: int
    score: int


def grade(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> Grade:
    """Grade a sheet. A question without an answer is wrong; an answer to a question that was not asked is ignored.

    The score is rounded down, so that nobody passes by rounding.
    """
    right = frozenset(question.key for question in questions if is_right(question, answers.get(question.key, ())))
    return Grade(right=right, asked=len(questions), score=100 * len(right) // len(questions) if questions else 0)


def level(score: int, *, pass_mark: int) -> Level | None:
    """The level that a score shows; None below the pass mark.

    What lies between the pass mark and 100 is divided into three equal parts, so that the level means the same for
    a course that is passed with 60 and one that is passed with 90; full marks are always `advanced`.
    """
    if score < pass_mark:
        return None
    above, span = 3 * (score - pass_mark), 100 - pass_mark
    if above >= 2 * span:
        return Level.ADVANCED
    return Level.PROFICIENT if above >= span else Level.BASIC
