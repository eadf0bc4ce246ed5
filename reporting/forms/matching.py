"""The match of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person


class MatchKeyForm(forms.Form):
    """Two or three officers."""

    officers = forms.ModelMultipleChoiceField(
        label=_("Officers"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose two or three. Any two of them can look together, one alone can do nothing."),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officers"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("username")
