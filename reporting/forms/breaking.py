"""Why the glass is broken, and what was found afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.enums import BreakGlassFinding, BreakGlassReason


class ReasonForm(forms.Form):
    """An officer's reason."""

    reason = forms.ChoiceField(label=_("Reason"), choices=BreakGlassReason.choices, widget=forms.RadioSelect)


class FindingForm(forms.Form):
    """What the next body found."""

    finding = forms.ChoiceField(label=_("Finding"), choices=BreakGlassFinding.choices, widget=forms.RadioSelect)
