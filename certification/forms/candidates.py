"""Listing oneself for a right, and looking for those who did."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certification.models.candidates import LONGEST_STATEMENT
from wikilearn.core import languages
from wikilearn.movement.enums import Scope
from wikilearn.movement.models import Right, Wiki

MOST_LANGUAGES = 12


class StandForm(forms.Form):
    """What those who select may read of somebody who stands for a right, and the agreement to it."""

    wiki = forms.ModelChoiceField(
        Wiki.objects.filter(closed=False, private=False),
        label=_("Wiki"),
        to_field_name="dbname",
        widget=forms.TextInput,
        help_text=_("Its database name, such as dewiki."),
    )
    languages = SimpleArrayField(
        forms.CharField(max_length=35),
        label=_("Languages that you work in"),
        help_text=_("Language tags with commas between them, such as: fr, br"),
        max_length=MOST_LANGUAGES,
    )
    statement = forms.CharField(
        label=_("What you want to say"),
        max_length=LONGEST_STATEMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example what you have done so far, and why you would like to do this."),
    )
    old_enough = forms.BooleanField(label=_("I am old enough for this right."))
    consent = forms.BooleanField(
        label=_("Those who select may see my username, this text, and whether I am ready."),
        help_text=_("You can withdraw at any time. After a year the entry ends by itself."),
    )

    def __init__(self, *args: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if right.scope == Scope.GLOBAL:
            del self.fields["wiki"]
        if right.minimum_age is None:
            del self.fields["old_enough"]
        else:
            self.fields["old_enough"].label = _("I am at least %(age)d years old.") % {"age": right.minimum_age}

    def clean_languages(self) -> list[str]:
        """The tags in canonical spelling, each once."""
        tags: list[str] = []
        for tag in self.cleaned_data["languages"]:
            try:
                tags.append(languages.canonical(tag))
            except ValueError as error:
                raise ValidationError(
                    _("“%(tag)s” is not a language tag."), params={"tag": tag}, code="language"
                ) from error
        return list(dict.fromkeys(tags))


class CandidatesForm(forms.Form):
    """Which candidates are asked for; `*` as the wiki stands for rights on all wikis."""

    right = forms.ModelChoiceField(
        Right.objects.order_by("scope", "key"),
        label=_("Right"),
        to_field_name="key",
        required=False,
        empty_label=_("Any"),
    )
    wiki = forms.CharField(label=_("Wiki"), max_length=64, required=False)
    language = forms.CharField(label=_("Language"), max_length=35, required=False)

    def clean_language(self) -> str:
        """The tag in canonical spelling."""
        tag: str = self.cleaned_data["language"].strip()
        try:
            return languages.canonical(tag) if tag else ""
        except ValueError as error:
            raise ValidationError(
                _("“%(tag)s” is not a language tag."), params={"tag": tag}, code="language"
            ) from error
