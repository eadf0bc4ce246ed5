"""Filters of recommendations, and the reason why a right stays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.forms.asking import ForecastForm


class RecommendationsForm(ForecastForm):
    """Which recommendations to show."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    )
    field_order = ("show", "right", "wiki")

    def clean_show(self) -> str:
        """Open ones, if nothing is chosen."""
        return self.cleaned_data["show"] or "open"


class KeepForm(forms.Form):
    """Why the right stays as it is."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person can read it."),
    )
