"""Bringing a profile along: consent, a table of answers, what its columns hold, and which skills are meant."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.answer_tables import COLUMNS, LEAVE_OUT
from skills_exchange.queries.skills import branches
from wikilearn.movement.models import Organisation


class ConsentForm(forms.Form):
    """To ask CapX for one's own profile."""

    consent = forms.BooleanField(label=_("Ask CapX for the profile of my account and show me what it says"))


class TableForm(forms.Form):
    """The file, and whose rows of it count."""

    file = forms.FileField(
        label=_("File with the answers"),
        help_text=_("A table as CSV, up to 1 MB. We keep it only until you are done."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    whose = forms.ChoiceField(label=_("Whose answers?"), widget=forms.RadioSelect, initial="")

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["whose"]
        field.required = False
        field.choices = [
            ("", _("Only mine: the row with my username")),
            *((each.slug, _("Of all people in it, for %(name)s") % {"name": each.name}) for each in organisations),
        ]
        if not organisations:
            del self.fields["whose"]


class ColumnsForm(forms.Form):
    """Which column holds what."""

    def __init__(self, *args: Any, header: Sequence[str], columns: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("In none")), *((str(number), name or f"{number + 1}") for number, name in enumerate(header))]
        for name, label in COLUMNS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(label),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=name == "username",
                initial=columns.get(name, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Each column once, and at least one beside the username."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [number for number in cleaned.values() if number is not None]
        if len(set(chosen)) != len(chosen):
            raise forms.ValidationError(_("Please choose each column only once."), code="twice")
        if not self.errors and len(chosen) < 2:
            raise forms.ValidationError(_("Please choose at least one column beside the username."), code="nothing")
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        """What the valid form says, without what no column holds."""
        return {name: number for name, number in self.cleaned_data.items() if number is not None}


class SkillsForm(forms.Form):
    """Which skill is meant by each name that is not known here."""

    def __init__(self, *args: Any, names: Sequence[str], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)
        choices: list[tuple[str, Any]] = [(LEAVE_OUT, _("Leave it out"))]
        choices += [(each.slug, "– " * (each.depth - 1) + each.label) for each in branches()]
        for number, name in enumerate(self.names):
            self.fields[f"skill_{number}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=chosen.get(name, LEAVE_OUT)
            )

    @property
    def choices(self) -> dict[str, str]:
        """Name → slug."""
        return {name: self.cleaned_data[f"skill_{number}"] for number, name in enumerate(self.names)}
