"""Sheets of answers: checks of lessons and final assessments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.assessment.kinds import KINDS, fits, is_right
from courses.assessment.questions import Option, Question


class AnswerField(forms.Field):
    """The options chosen for one question, as a list of their keys."""

    widget = forms.SelectMultiple
    default_error_messages = {
        "required": _("Choose an answer."),
        "misfit": _("This answer does not belong to this question. Please choose again."),
    }

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(**options)
        self.question = question

    def clean(self, value: list[str] | None) -> list[str]:
        """The keys; refuses options of other questions and more of them than the kind of question allows."""
        answer = list(value or [])
        if self.required and not answer:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if not fits(self.question, answer):
            raise forms.ValidationError(self.error_messages["misfit"], code="misfit")
        return answer


@dataclass(frozen=True, slots=True)
class Choice:
    """One input of a question on the page. `id` is the id of the input."""

    id: str
    option: Option
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One question on the page: `name` of its inputs, their `widget` type, what was chosen, what is wrong with it."""

    number: int
    name: str
    id: str
    question: Question
    widget: str
    choices: list[Choice]
    errors: list[str]

    @property
    def chosen(self) -> list[str]:
        """The keys of the options that were chosen."""
        return [choice.option.key for choice in self.choices if choice.chosen]

    @property
    def is_right(self) -> bool:
        """The answer earns the point; only for questions that carry what is right."""
        return is_right(self.question, self.chosen)


class AnswerSheet(forms.Form):
    """The questions of a quiz or an attempt, with their options, in the order given.

    A sheet that is not complete keeps every answer that was given. Fields that no question asked for are ignored.
    `prefix` tells the sheets of one page apart.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        data: QueryDict | None = None,
        *,
        kept: Mapping[str, Sequence[str]] | None = None,
        prefix: str | None = None,
    ) -> None:
        initial = {f"q-{key}": list(answer) for key, answer in (kept or {}).items()}
        super().__init__(data, initial=initial, prefix=prefix)
        self.questions = questions
        self.fields.update({f"q-{question.key}": AnswerField(question) for question in questions})

    @property
    def rows(self) -> Iterator[Row]:
        """What the template shows, question by question."""
        for number, question in enumerate(self.questions, start=1):
            yield self._row(number, question)

    def _row(self, number: int, question: Question) -> Row:
        field = self[f"q-{question.key}"]
        chosen = set(field.value() or ())
        row_id = f"{self.prefix or 'question'}-{number}"
        return Row(
            number=number,
            name=field.html_name,
            id=row_id,
            question=question,
            widget=KINDS[question.kind].widget,
            choices=[
                Choice(id=f"{row_id}-{place}", option=option, chosen=option.key in chosen)
                for place, option in enumerate(question.options, start=1)
            ],
            errors=[str(error) for error in field.errors],
        )

    @property
    def answers(self) -> dict[str, list[str]]:
        """The answers that are valid, by key of the question; of a sheet that is not complete, those that are."""
        return {
            name.removeprefix("q-"): answer
            for name, answer in self.cleaned_data.items()
            if answer and not self.has_error(name)
        }

    @property
    def unanswered(self) -> int:
        """How many questions still want an answer."""
        return sum(self.has_error(name, "required") for name in self.fields)
