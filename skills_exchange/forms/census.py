"""Forms of the census and of calls for helpers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.cohorts import TagsField
from skills_exchange.actions.census import MOST_LINES, Line
from skills_exchange.enums_census import Hindrance
from skills_exchange.forms.choices import language_choices
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import CensusAnswer, Skill
from skills_exchange.models.census import MOST_PEOPLE
from wikilearn.core import languages
from wikilearn.core.dates import today


class Day(forms.DateField):
    """A day; browsers offer their own picker."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CensusForm(forms.Form):
    """A census."""

    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2100)
    opens_on = Day(label=_("First day"))
    closes_on = Day(label=_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"year": today().year, "opens_on": today()}
        super().__init__(*args, **kwargs)


class MaybeTags(TagsField):
    """Language tags, or none."""

    def clean(self, value: Any) -> list[str]:
        """An empty list for nothing."""
        return super().clean(value) if value and str(value).strip() else []


SAID = ("staff", "volunteers", "languages", "hinders", "remarks")
"""What an affiliate says beside its skills."""


class CensusAnswerForm(forms.Form):
    """What an affiliate says of itself."""

    staff = forms.IntegerField(label=_("Paid staff"), min_value=0, max_value=MOST_PEOPLE, required=False)
    volunteers = forms.IntegerField(label=_("Active volunteers"), min_value=0, max_value=MOST_PEOPLE, required=False)
    languages = MaybeTags(
        label=_("Languages"),
        help_text=_("Language tags with commas between them, such as: fr, br"),
        max_length=400,
        required=False,
    )
    hinders = forms.MultipleChoiceField(
        label=_("What hinders your people from learning and sharing?"),
        choices=Hindrance,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remarks = forms.CharField(
        label=_("What else should we know?"),
        help_text=_("Please name nobody."),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, answer: CensusAnswer | None, tags: list[str], **kwargs: Any) -> None:
        kept = {name: getattr(answer, name) for name in SAID} if answer else {}
        kept["languages"] = ", ".join(answer.languages if answer else tags)
        super().__init__(*args, **{"initial": kept} | kwargs)


class LineForm(forms.Form):
    """One skill of an affiliate."""

    skill = SkillChoice(label=_("Skill"), required=False, categories=False)
    has = forms.IntegerField(label=_("How many have it"), min_value=0, max_value=MOST_PEOPLE, required=False)
    needs = forms.IntegerField(label=_("How many need it"), min_value=0, max_value=MOST_PEOPLE, required=False)

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is not None:
            box: Any = self.fields["skill"].widget
            box.choices = choices

    def clean(self) -> dict[str, Any]:
        """A skill with numbers, or nothing at all."""
        said: dict[str, Any] = super().clean() or {}
        counted = said.get("has") or said.get("needs")
        if counted and not said.get("skill") and "skill" not in self.errors:
            self.add_error("skill", _("Please choose a skill."))
        if said.get("skill") and not counted and not self.errors:
            self.add_error("has", _("Please say how many people have or need each skill."))
        return said


class BaseLines(forms.BaseFormSet):
    """The skills of an affiliate, with some empty lines."""

    @property
    def lines(self) -> list[Line]:
        """Those that were filled in."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data.get("skill")]
        return [_line(each) for each in said]

    def right_lines(self, kept: Iterable[Line]) -> list[Line]:
        """Those without an error, each skill once; if any has one, also all that was kept of other skills.

        So only a whole list without errors takes a line away.
        """
        found: dict[Skill, Line] = {}
        for form in self.forms:
            if form.is_valid() and form.cleaned_data.get("skill"):
                found.setdefault(form.cleaned_data["skill"], _line(form.cleaned_data))
        if not self.is_valid():
            found = {line.skill: line for line in kept} | found
        return list(found.values())

    @property
    def shown(self) -> tuple[list[forms.Form], list[forms.Form]]:
        """The lines in use with two empty ones, and the others, for whoever needs more."""
        used = [
            number for number, form in enumerate(self.forms) if number < self.initial_form_count() or form.has_changed()
        ]
        cut = (used[-1] + 1 if used else 0) + 2
        return self.forms[:cut], self.forms[cut:]


def _line(said: dict[str, Any]) -> Line:
    return Line(said["skill"], said["has"] or 0, said["needs"] or 0)


LINES: Any = forms.formset_factory(
    LineForm, formset=BaseLines, extra=6, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


class CallForm(forms.Form):
    """In which language helpers are looked for."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["language"].initial = languages.current().tag
