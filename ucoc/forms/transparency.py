"""Publishing a transparency report."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ucoc.transparency import Quarter


class ReleaseForm(forms.Form):
    """Which quarter, and why again."""

    quarter = forms.CharField(label=_("Quarter"), max_length=6, help_text=_("Such as 2026Q1"))
    note = forms.CharField(label=_("Why it is revised"), max_length=500, required=False)

    def clean_quarter(self) -> Quarter:
        """The quarter."""
        try:
            return Quarter.parse(self.cleaned_data["quarter"])
        except ValueError as error:
            raise ValidationError(_("A quarter looks like 2026Q1.")) from error
