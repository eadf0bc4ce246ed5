"""A question on its page: its inputs, what was answered, and once it is graded, what was right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from courses.assessment.answers import positions
from courses.assessment.kinds import KINDS, credit, is_complete
from courses.assessment.questions import Option, Question
from courses.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Choice:
    """One input of a question on the page. `id` is the id of the input, `place` the one given in an order (0: none)."""

    id: str
    option: Option
    chosen: bool
    place: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Something to match: the `item`, the option that it was matched to, and the right one, if that may be told."""

    id: str
    item: Option
    chosen: str
    options: list[tuple[str, Option]]
    """Value of the input and the option."""
    right: str = ""

    @property
    def chosen_html(self) -> str:
        """The option that was chosen."""
        return self._html(self.chosen)

    @property
    def right_html(self) -> str:
        """The option that is right."""
        return self._html(self.right)

    def _html(self, key: str) -> str:
        return next((option.html for _value, option in self.options if option.key == key), "")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scenario that was gone: the situation, what was chosen, and what came of it."""

    value: str
    situation: str
    choice: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question on the page: `name` of its inputs, `widget` that shows it, what was answered, what is wrong with it.

    `values` are those of the form, `answer` is what they make. `answered`: it can be handed in.
    """

    number: int
    name: str
    id: str
    question: Question
    widget: str
    choices: list[Choice]
    errors: list[str]
    values: list[str]
    answer: list[str]
    pairs: list[Pair] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    situation: str = ""

    @property
    def chosen(self) -> list[str]:
        """The answer, empty if there is none."""
        return self.answer

    @property
    def typed(self) -> str:
        """What was typed, whatever it is worth."""
        return self.values[0] if self.values else ""

    @property
    def answered(self) -> bool:
        """Nothing is left open."""
        return is_complete(self.question, self.answer)

    @property
    def is_right(self) -> bool:
        """The answer earns the point; only for questions that carry what is right."""
        return self.percent == 100

    @property
    def percent(self) -> int:
        """How much of the point the answer earns, 0–100; only for questions that carry what is right."""
        return int(100 * credit(self.question, self.answer))

    @property
    def in_right_order(self) -> list[Option]:
        """The options of an order as they should stand; empty for other kinds."""
        by_key = {option.key: option for option in self.question.options}
        return [by_key[key] for key in self.question.answer.get("order", ()) if key in by_key]

    @property
    def right_text(self) -> str:
        """The number or the words that are right."""
        if self.question.kind == QuestionKind.NUMERIC:
            return str(self.question.answer.get("value", ""))
        return self.question.accepted[0] if self.question.accepted else ""

    @property
    def tolerance(self) -> str:
        """How far off a number may be; empty if not at all."""
        found = str(self.question.answer.get("tolerance") or "")
        return found if found.strip("0.,") else ""


def row_of(
    question: Question,
    *,
    number: int,
    name: str,
    id: str,  # noqa: A002 - the attribute of HTML
    answer: list[str],
    values: list[str],
    errors: list[str],
) -> Row:
    """The row of a question with what was answered so far."""
    here = question.scenario.at(answer) if question.scenario else None
    return Row(
        number=number,
        name=name,
        id=id,
        question=question,
        widget=KINDS[question.kind].widget,
        choices=list(_choices(question, id, answer, values, here)),
        errors=errors,
        values=values,
        answer=answer,
        pairs=list(_pairs(question, id, answer)),
        steps=list(_steps(question, answer)),
        situation=question.texts.get(here, "") if here else "",
    )


def _choices(
    question: Question, row_id: str, answer: Sequence[str], values: Sequence[str], here: str | None
) -> Iterator[Choice]:
    if question.kind == QuestionKind.ORDERING:
        yield from _places(question, row_id, answer, values)
    elif question.scenario is not None:
        for place, key in enumerate(question.scenario.nodes[here] if here else (), start=1):
            step = f"{here}.{key}"
            yield Choice(f"{row_id}-{place}", Option(step, question.texts.get(step, "")), chosen=False)
    elif question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        for place, option in enumerate(question.options, start=1):
            yield Choice(f"{row_id}-{place}", option, chosen=option.key in values)


def _places(question: Question, row_id: str, answer: Sequence[str], values: Sequence[str]) -> Iterator[Choice]:
    by_key = {option.key: option for option in question.options}
    given = positions(question, values) or {}
    for key in answer or question.option_keys:
        # The id follows the option, not the place, so that the focus stays on what was moved.
        name = f"{row_id}-{question.option_keys.index(key) + 1}"
        yield Choice(name, by_key[key], chosen=key in given, place=given.get(key, 0))


def _pairs(question: Question, row_id: str, answer: Sequence[str]) -> Iterator[Pair]:
    right = question.answer.get("pairs", {})
    for place, item in enumerate(question.items):
        yield Pair(
            id=f"{row_id}-{place + 1}",
            item=item,
            chosen=answer[place] if answer else "",
            options=[(f"{item.key}={option.key}", option) for option in question.options],
            right=right.get(item.key, ""),
        )


def _steps(question: Question, answer: Sequence[str]) -> Iterator[Step]:
    for step in answer if question.scenario else ():
        yield Step(
            value=step,
            situation=question.texts.get(step.partition(".")[0], ""),
            choice=question.texts.get(step, ""),
            feedback=question.explanations.get(step, ""),
        )
