"""Keeping a search for people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.models.searches import TITLE


class SaveSearchForm(forms.Form):
    """The name under which a search is kept."""

    title = forms.CharField(label=_("Name of the search"), max_length=TITLE)
    notify = forms.BooleanField(label=_("Tell me when new people fit"), required=False, initial=True)
