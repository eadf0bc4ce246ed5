"""Questions as authors write them: one form for each kind, all without JavaScript.

Rows that are left empty do not count; the button "more" gives some more of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from courses.assessment.checking import problems_of
from courses.assessment.numbers import readings
from courses.enums import BlockKind, QuestionKind, RevisionKind
from courses.models import Block, Course, Question

PRACTICE = (BlockKind.QUIZ, BlockKind.SCENARIO)
SPARE = 2
MOST_ROWS = 30
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    legend: str
    fields: list[BoundField]


class QuestionForm(forms.Form):
    """What all kinds have: the text, an explanation, and what the change means to translations.

    `attributes()` and `texts()` give what `courses.actions.questions` writes.
    """

    kind_of_question = QuestionKind.SINGLE
    prompt = forms.CharField(
        label=_("Question"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Shown to everybody after the answer is in."),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        course: Course,
        question: Question | None = None,
        texts: Said | None = None,
        version: str = "",
        more: int = 0,
    ) -> None:
        self.question, self.existing, self.more = question, dict(texts or {}), more
        self.old_settings: dict[str, Any] = dict(question.settings) if question else {}
        self.old_answer: dict[str, Any] = dict(question.answer) if question else {}
        first = {"prompt": self.existing.get("prompt", ""), "explanation": self.existing.get("explanation", "")}
        super().__init__(data, initial=first | {"version": version})
        if question is None:
            self.fields["module"] = forms.ModelChoiceField(
                course.modules.all(), label=_("Module"), to_field_name="key", empty_label=None
            )
            titles = _titles(course)
            self.fields["module"].label_from_instance = titles.__getitem__  # type: ignore[attr-defined]
            blocks = Block.objects.filter(lesson__course=course, kind__in=PRACTICE).select_related("lesson__module")
            self.fields["practice"] = forms.ModelChoiceField(
                blocks,
                label=_("Show for practice in"),
                required=False,
                to_field_name="key",
                empty_label=_("The assessment only"),
            )
            self.fields["practice"].label_from_instance = (  # type: ignore[attr-defined]
                lambda block: f"{titles[block.lesson.module]} · {block.get_kind_display()} {block.position + 1}"
            )
        else:
            self.fields["change"] = forms.ChoiceField(
                label=_("Kind of change"), choices=RevisionKind, initial=RevisionKind.MINOR, widget=forms.RadioSelect
            )
        self.build()

    def build(self) -> None:
        """Add the fields of the kind."""

    def settings(self) -> dict[str, Any]:
        """What is asked."""
        return {}

    def answer(self) -> dict[str, Any]:
        """The key of answers."""
        return {}

    def own_texts(self) -> dict[str, str]:
        """The texts of the kind, by part."""
        return {}

    def place(self) -> dict[str, Any]:
        """The pool of a new question, and the block that shows it for practice: then the pool is that of its module."""
        block = self.cleaned_data.get("practice")
        return {"module": block.lesson.module if block else self.cleaned_data["module"], "block": block}

    def texts(self) -> dict[str, str]:
        """All texts by part; what the question said before and says no more is empty."""
        said = {"prompt": self.cleaned_data["prompt"], "explanation": self.cleaned_data["explanation"]}
        return dict.fromkeys(self.existing, "") | said | self.own_texts()

    def clean(self) -> dict[str, Any]:
        """Refuses what nobody could answer."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            asked = {"settings": self.settings(), "answer": self.answer(), "texts": self.texts()}
            for problem in problems_of(self.kind_of_question, **asked):
                self.add_error(None, problem)
        return cleaned

    def head(self) -> list[BoundField]:
        """The fields above those of the kind."""
        return [self[name] for name in ("module", "practice", "prompt") if name in self.fields]

    def tail(self) -> list[BoundField]:
        """The fields below those of the kind."""
        return [self[name] for name in ("explanation", "change") if name in self.fields]

    def groups(self) -> Iterator[Group]:
        """The fields of the kind."""
        yield from ()

    def has_more(self) -> bool:
        """The form can be given more rows."""
        return False

    def _keys(self, old: list[str]) -> list[str]:
        """The keys of the rows: those that are there and some new ones."""
        keys = list(old)
        numbers = [int(key) for key in keys if key.isdecimal()]
        following = max(numbers, default=0) + 1
        wanted = min(MOST_ROWS, max(len(keys) + SPARE, 4) + self.more)
        return keys + [str(number) for number in range(following, following + wanted - len(keys))]

    def _text(self, name: str, label: Any, *, initial: str = "", rows: int = 1, required: bool = False) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            initial=initial,
            max_length=5000,
            required=required,
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        )

    def _said(self, part: str) -> str:
        return str(self.cleaned_data.get(part, "")).strip()


class OptionsForm(QuestionForm):
    """Kinds whose answers are rows."""

    label: Any = _("Answer")

    def build(self) -> None:
        """A text and an explanation for each row."""
        self.keys = self._keys(self.ordered())
        for key in self.keys:
            self._text(f"option.{key}", self.label, initial=self.existing.get(f"option.{key}", ""))
            self.row(key)
            why = self.existing.get(f"explanation.{key}", "")
            self._text(f"explanation.{key}", _("Why"), initial=why)

    def ordered(self) -> list[str]:
        """The keys that are there, in the order of the form."""
        return list(self.old_settings.get("options", []))

    def row(self, key: str) -> None:
        """More fields of a row."""

    def used(self) -> list[str]:
        """The keys of the rows that say something."""
        return [key for key in self.keys if self._said(f"option.{key}")]

    def own_texts(self) -> dict[str, str]:
        """The answers and why they are right or wrong."""
        used = self.used()
        said = {f"option.{key}": self._said(f"option.{key}") for key in used}
        return said | {f"explanation.{key}": self._said(f"explanation.{key}") for key in used}

    def groups(self) -> Iterator[Group]:
        """One a row."""
        for number, key in enumerate(self.keys, start=1):
            names = [f"option.{key}", f"right.{key}", f"explanation.{key}"]
            yield Group(f"{self.label} {number}", [self[name] for name in names if name in self.fields])

    def has_more(self) -> bool:
        """Up to the limit."""
        return len(self.keys) < MOST_ROWS


class ChoiceForm(OptionsForm):
    """One right answer, or several."""

    def build(self) -> None:
        """Whether the answers are mixed."""
        super().build()
        self.fields["shuffle"] = forms.BooleanField(
            label=_("Show the answers in a different order each time"),
            required=False,
            initial=self.old_settings.get("shuffle", True),
        )

    def row(self, key: str) -> None:
        """A mark for what is right."""
        self.fields[f"right.{key}"] = forms.BooleanField(
            label=_("Right answer"), required=False, initial=key in self.old_answer.get("correct", ())
        )

    def settings(self) -> dict[str, Any]:
        """The answers in the author's order."""
        mixed = {} if self.cleaned_data.get("shuffle") else {"shuffle": False}
        kept = {name: value for name, value in self.old_settings.items() if name not in ("options", "shuffle")}
        return kept | {"options": self.used()} | mixed

    def answer(self) -> dict[str, Any]:
        """What is right."""
        return {"correct": [key for key in self.used() if self.cleaned_data.get(f"right.{key}")]}

    def tail(self) -> list[BoundField]:
        """With the order of answers."""
        return [self["shuffle"], *super().tail()]


class MultipleForm(ChoiceForm):
    """Several right answers."""

    kind_of_question = QuestionKind.MULTIPLE


class OrderingForm(OptionsForm):
    """Lines, written in the right order."""

    kind_of_question = QuestionKind.ORDERING
    label = _("Line")

    def ordered(self) -> list[str]:
        """The lines as they should stand."""
        return list(self.old_answer.get("order") or super().ordered())

    def settings(self) -> dict[str, Any]:
        """The lines in an order that says nothing."""
        return {"options": sorted(self.used())}

    def answer(self) -> dict[str, Any]:
        """The order in which they were written."""
        return {"order": self.used()}


class MatchingForm(QuestionForm):
    """Lines, each with what belongs to it, and answers that belong to none."""

    kind_of_question = QuestionKind.MATCHING

    def build(self) -> None:
        """Two texts a row."""
        pairs = self.old_answer.get("pairs", {})
        self.keys = self._keys(list(self.old_settings.get("items", [])))
        self.option_of = {key: pairs.get(key, f"m{key}") for key in self.keys}
        for key in self.keys:
            self._text(f"item.{key}", _("Line"), initial=self.existing.get(f"item.{key}", ""))
            belongs = self.existing.get(f"option.{pairs.get(key)}", "")
            self._text(f"match.{key}", _("What belongs to it"), initial=belongs)
            self._text(f"explanation.{key}", _("Why"), initial=self.existing.get(f"explanation.{key}", ""))
        loose = [key for key in self.old_settings.get("options", []) if key not in pairs.values()]
        self.fields["loose"] = forms.CharField(
            label=_("Answers that belong to no line"),
            required=False,
            max_length=5000,
            initial="\n".join(self.existing.get(f"option.{key}", "") for key in loose),
            help_text=_("One a line."),
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        )
        self.old_loose = loose

    def used(self) -> list[str]:
        """The keys of the rows that say something."""
        return [key for key in self.keys if self._said(f"item.{key}") or self._said(f"match.{key}")]

    def _options(self) -> dict[str, str]:
        """The texts of the answers by key; rows with the same answer share it."""
        found: dict[str, str] = {}
        for key in self.used():
            if (text := self._said(f"match.{key}")) and text not in found.values():
                taken = self.option_of[key] in found
                found[f"m{key}" if taken else self.option_of[key]] = text
        before = {self.existing.get(f"option.{key}", ""): key for key in self.old_loose}
        lines = [line.strip() for line in self._said("loose").splitlines() if line.strip()]
        for number, text in enumerate(lines, start=1):
            if text not in found.values():
                key = before.get(text) or next(
                    key for key in _loose_keys(number) if key not in {*found, *self.old_loose}
                )
                found[key] = text
        return found

    def settings(self) -> dict[str, Any]:
        """Lines and answers."""
        return {"items": self.used(), "options": sorted(self._options())}

    def answer(self) -> dict[str, Any]:
        """Which answer belongs to which line."""
        keys = {text: key for key, text in self._options().items()}
        pairs = {key: keys.get(self._said(f"match.{key}"), "") for key in self.used()}
        return {"pairs": pairs}

    def own_texts(self) -> dict[str, str]:
        """Lines, answers and explanations."""
        said = {f"option.{key}": text for key, text in self._options().items()}
        for key in self.used():
            said |= {f"item.{key}": self._said(f"item.{key}"), f"explanation.{key}": self._said(f"explanation.{key}")}
        return said

    def groups(self) -> Iterator[Group]:
        """One a line, and the loose answers."""
        for number, key in enumerate(self.keys, start=1):
            yield Group(f"{_('Line')} {number}", [self[f"{part}.{key}"] for part in ("item", "match", "explanation")])
        yield Group("", [self["loose"]])

    def has_more(self) -> bool:
        """Up to the limit."""
        return len(self.keys) < MOST_ROWS


class NumberField(forms.CharField):
    """A number as the author writes numbers, kept with a point."""

    def clean(self, value: Any) -> str:
        """The plain spelling; refuses what is no number, or may be two."""
        text = super().clean(value)
        found = readings(text)
        if text and len(found) != 1:
            raise forms.ValidationError(_("Please write a number in digits, for example 12 or 3.5."), code="number")
        return format(next(iter(found)), "f") if text else ""


class NumericForm(QuestionForm):
    """A number, how far off it may be, and its unit."""

    kind_of_question = QuestionKind.NUMERIC

    def build(self) -> None:
        """Three fields."""
        old = self.old_answer
        self.fields["value"] = NumberField(label=_("Right answer"), max_length=40, initial=old.get("value", ""))
        self.fields["tolerance"] = NumberField(
            label=_("How far off it may be"), max_length=40, required=False, initial=old.get("tolerance", "")
        )
        unit = self.existing.get("unit", "")
        self.fields["unit"] = forms.CharField(label=_("Unit"), max_length=40, required=False, initial=unit)

    def answer(self) -> dict[str, Any]:
        """Kept as text, so that no digit is lost."""
        tolerance = self.cleaned_data.get("tolerance") or "0"
        return {"value": self.cleaned_data["value"], "tolerance": tolerance}

    def own_texts(self) -> dict[str, str]:
        """The unit."""
        return {"unit": self._said("unit")}

    def groups(self) -> Iterator[Group]:
        """One for all."""
        yield Group("", [self[name] for name in ("value", "tolerance", "unit")])


class ShortTextForm(QuestionForm):
    """Words that count as right."""

    kind_of_question = QuestionKind.SHORT_TEXT

    def build(self) -> None:
        """One a line."""
        self.old_keys = sorted((part for part in self.existing if part.startswith("accepted.")), key=_number)
        self.fields["accepted"] = forms.CharField(
            label=_("Accepted answers"),
            max_length=5000,
            initial="\n".join(self.existing[part] for part in self.old_keys),
            help_text=_(
                "One a line. Capitals, accents, spaces and punctuation do not count. Translators give their own."
            ),
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )

    def own_texts(self) -> dict[str, str]:
        """Each under the key that it had, so that translations stay."""
        lines = list(dict.fromkeys(line.strip() for line in self._said("accepted").splitlines() if line.strip()))
        before = {self.existing[part]: part for part in self.old_keys}
        free = (f"accepted.{n}" for n in range(1, 10_000) if f"accepted.{n}" not in self.old_keys)
        return {before[line] if line in before else next(free): line for line in lines[:100]}

    def groups(self) -> Iterator[Group]:
        """One field."""
        yield Group("", [self["accepted"]])


def _number(part: str) -> int:
    end = part.rpartition(".")[2]
    return int(end) if end.isdecimal() else 0


def _loose_keys(start: int) -> Iterator[str]:
    return (f"x{number}" for number in range(start, start + 1000))


def _titles(course: Course) -> Any:
    titles = dict(course.segments.filter(part="title", lesson=None, block=None).values_list("module", "source_text"))

    class Titles(dict[Any, str]):
        def __missing__(self, module: Any) -> str:
            return titles.get(module.pk, module.key)

    return Titles()
