"""Merging a case with another one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import Case


class MergeForm(forms.Form):
    """Into which case, and that both were read."""

    other: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Goes on in this case"), queryset=Case.objects.none(), to_field_name="reference"
    )
    read = forms.BooleanField(
        label=_("I have read both, and they are about the same"),
        error_messages={"required": _("Please read both first.")},
    )

    def __init__(self, *args: Any, cases: list[Case], alike: frozenset[Any] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases])
        names = [(case.reference, self._name(case, alike=case.pk in alike)) for case in cases]
        field.choices = [("", _("Please choose")), *names]

    @staticmethod
    def _name(case: Case, *, alike: bool) -> str:
        parts = [
            case.reference,
            case.get_conduct_display(),
            case.wiki.dbname if case.wiki else case.get_place_display(),
        ]
        return " · ".join([*parts, str(_("looks like this one"))] if alike else parts)
