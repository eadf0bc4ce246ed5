"""What an answer to each kind of question looks like, and when it is right.

An answer is a list of option keys, as a form sends it and as the attempt keeps it. Kinds without an entry here are
kept by importers and never asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from courses.assessment.questions import Question
from courses.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of question is asked and graded.

    `widget` is the type of its inputs; `most` the number of options that an answer may name (None: any number);
    `is_right` judges an answer that `problem` found nothing wrong with.
    """

    widget: str
    most: int | None
    is_right: Callable[[Question, Sequence[str]], bool]


def _exactly_the_right_ones(question: Question, answer: Sequence[str]) -> bool:
    return frozenset(answer) == question.right_options


def _one_of_the_right_ones(question: Question, answer: Sequence[str]) -> bool:
    return answer[0] in question.right_options


KINDS: dict[QuestionKind, Kind] = {
    QuestionKind.SINGLE: Kind(widget="radio", most=1, is_right=_one_of_the_right_ones),
    QuestionKind.MULTIPLE: Kind(widget="checkbox", most=None, is_right=_exactly_the_right_ones),
}


def is_right(question: Question, answer: Sequence[str]) -> bool:
    """Whether the answer earns the point of the question: there is no half point, and no answer earns none."""
    return bool(answer) and KINDS[question.kind].is_right(question, answer)


def fits(question: Question, answer: Sequence[str]) -> bool:
    """Whether the answer could come from the form of the question: known options, each once, not too many of them."""
    known = {option.key for option in question.options}
    most = KINDS[question.kind].most
    return known.issuperset(answer) and len(set(answer)) == len(answer) and (most is None or len(answer) <= most)
