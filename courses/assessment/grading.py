"""From answers to a score, and from a score to a level."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.assessment.kinds import WHOLE, credit
from courses.assessment.questions import Question
from courses.enums import Level


@dataclass(frozen=True, slots=True)
class Grade:
    """`right` holds the keys of the questions answered wholly right; `credits` what each earned; `score` is 0–100."""

    right: frozenset[str]
    asked: int
    score: int
    credits: Mapping[str, Fraction]


def grade(
    questions: Sequence[Question], answers: Mapping[str, Sequence[str]], *, credited: Collection[str] = ()
) -> Grade:
    """Grade a sheet. A question without an answer is wrong; an answer to a question that was not asked is ignored.

    Every question weighs the same; those in `credited` count as right. The score is rounded down, so that nobody
    passes by rounding.
    """
    earned = {
        question.key: WHOLE if question.key in credited else credit(question, answers.get(question.key, ()))
        for question in questions
    }
    return Grade(
        right=frozenset(key for key, part in earned.items() if part == WHOLE),
        asked=len(questions),
        score=score_of(list(earned.values())),
        credits=earned,
    )


def score_of(earned: Sequence[Fraction]) -> int:
    """The score of a sheet, 0–100, from what its questions earned."""
    return int(100 * sum(earned, Fraction(0)) / len(earned)) if earned else 0


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
