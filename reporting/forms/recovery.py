"""Officers, fingerprints, and a question before something that cannot be undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person


class OfficersForm(forms.Form):
    """Three people of other bodies."""

    officers = forms.ModelMultipleChoiceField(
        label=_("Officers"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose three. Any two of them can help you back in, one alone can do nothing."),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("username")


class FingerprintForm(forms.Form):
    """What the owner of a key read out."""

    fingerprint = forms.CharField(
        label=_("Fingerprint, as its owner read it out"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("At least the first four groups. Ask for it by voice or in person, never by e-mail."),
    )


class LetInForm(forms.Form):
    """One colleague; and the fingerprint of their key, if it is another one than it was."""

    person = forms.ModelChoiceField(label=_("Colleague"), queryset=Person.objects.none())
    confirmed = forms.CharField(
        label=_("Fingerprint of their new key"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("Only if they have a new key since you last let them in. Ask for it by voice or in person."),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("username")
