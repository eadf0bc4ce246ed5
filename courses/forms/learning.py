"""Sheets of answers: checks of lessons and final assessments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.assessment.answers import Given, moved, read
from courses.assessment.kinds import is_complete
from courses.assessment.questions import Question
from courses.enums import QuestionKind
from courses.forms.rows import Row, row_of


class AnswerField(forms.Field):
    """The answer to one question, as a list of strings: see `courses.assessment.kinds`."""

    widget = forms.SelectMultiple
    default_error_messages = {
        "required": _("Choose an answer."),
        "misfit": _("This answer does not belong to this question. Please choose again."),
        "number": _("Please write a number in digits, for example 12 or 3.5."),
        "long": _("This answer is too long."),
        "order": _("Give each place once, from first to last."),
        "matches": _("Something is not matched yet."),
        "goes_on": _("The scenario goes on. Please go on to its end."),
        "write": _("Please write an answer."),
    }

    def __init__(self, question: Question, *, kept: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.question = question
        self.kept = kept

    def given(self, value: Sequence[str] | None) -> Given:
        """The answer that the values of the form make, and what is wrong with them."""
        return read(self.question, list(value or []), kept=self.kept)

    def clean(self, value: list[str] | None) -> list[str]:
        """The answer; refuses what does not belong to the question and what leaves something open."""
        given = self.given(value)
        problem = given.problem or ("" if is_complete(self.question, given.answer) else self._missing(given))
        if problem and (problem != "required" or self.required):
            raise forms.ValidationError(self.error_messages[problem], code=problem)
        return given.answer

    def _missing(self, given: Given) -> str:
        kind = self.question.kind
        if kind in (QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT):
            return "write"
        if kind == QuestionKind.MATCHING and given.answer:
            return "matches"
        return "goes_on" if kind == QuestionKind.SCENARIO and given.answer else "required"


UNANSWERED = frozenset({"required", "write", "matches", "goes_on", "order"})


class AnswerSheet(forms.Form):
    """The questions of a quiz or an attempt, with their options, in the order given.

    A sheet that is not complete keeps every answer that was given. Fields that no question asked for are ignored.
    `prefix` tells the sheets of one page apart. The steps of a scenario in `kept` cannot be taken back.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        data: QueryDict | None = None,
        *,
        kept: Mapping[str, Sequence[str]] | None = None,
        prefix: str | None = None,
    ) -> None:
        self.kept = kept or {}
        self.moved = ""
        super().__init__(data, prefix=prefix)
        self.questions = questions
        for question in questions:
            self.fields[f"q-{question.key}"] = AnswerField(question, kept=self.kept.get(question.key, ()))
        if data is not None and "move" in data:
            self._move(data)

    @property
    def rows(self) -> Iterator[Row]:
        """What the template shows, question by question."""
        for number, question in enumerate(self.questions, start=1):
            yield self._row(number, question)

    @property
    def answers(self) -> dict[str, list[str]]:
        """The answers to keep, by key of the question; of a sheet that is not complete, those that fit."""
        given = {question.key: self._given(question).answer for question in self.questions}
        return {key: answer for key, answer in given.items() if answer}

    @property
    def unanswered(self) -> int:
        """How many questions still want an answer."""
        return sum(any(self.has_error(name, code) for code in UNANSWERED) for name in self.fields)

    @property
    def is_pausing(self) -> bool:
        """The form was sent to move something or to go a step on, not to be judged."""
        return bool(self.moved) or any(name in self.data for name in ("step", "move"))

    @property
    def place(self) -> str:
        """The id of the question that was moved or stepped in; empty if none was."""
        wanted = self.moved or str(self.data.get("step", ""))
        for row in self.rows:
            if row.name == wanted:
                return row.id
        return ""

    def _values(self, question: Question) -> list[str]:
        """What the form says of a question; without a form, what is kept, in the words of a form."""
        name = self.add_prefix(f"q-{question.key}")
        if self.is_bound:
            return list(self.data.getlist(name)) if hasattr(self.data, "getlist") else []
        return _as_values(question, self.kept.get(question.key, ()))

    def _given(self, question: Question) -> Given:
        field: Any = self.fields[f"q-{question.key}"]
        given: Given = field.given(self._values(question))
        return given

    def _row(self, number: int, question: Question) -> Row:
        name = f"q-{question.key}"
        return row_of(
            question,
            number=number,
            name=self.add_prefix(name),
            id=f"{self.prefix or 'question'}-{number}",
            answer=self._given(question).answer,
            values=self._values(question),
            errors=[str(error) for error in self.errors.get(name, [])] if not self.is_pausing else [],
        )

    def _move(self, data: QueryDict) -> None:
        """Carry out the button that was pressed: `name|option|up`."""
        name, _bar, rest = str(data["move"]).partition("|")
        option, _bar, way = rest.rpartition("|")
        for question in self.questions:
            if self.add_prefix(f"q-{question.key}") != name or question.kind != QuestionKind.ORDERING:
                continue
            order = moved(self._given(question).answer or question.option_keys, option, up=way == "up")
            changed = data.copy()
            changed.setlist(name, _as_values(question, order))
            self.data, self.moved = changed, name


def _as_values(question: Question, answer: Sequence[str]) -> list[str]:
    if question.kind == QuestionKind.ORDERING:
        return [f"{key}={place}" for place, key in enumerate(answer, start=1)]
    if question.kind == QuestionKind.MATCHING:
        return [f"{item.key}={key}" for item, key in zip(question.items, answer, strict=False) if key]
    return list(answer)
