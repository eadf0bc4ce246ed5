"""Looking for skills and proposing them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import Skill
from skills_exchange.models.skills import DEPTH
from wikilearn.core import languages


def language_choices() -> list[tuple[str, str]]:
    """Every language that can be named in itself, those of the interface first."""
    first = [(each.tag, each.autonym) for each in languages.INTERFACE]
    known = {tag for tag, _name in first}
    return first + [(each.tag, each.autonym) for each in languages.known() if each.tag not in known]


class ProposeSkillForm(forms.Form):
    """A skill that is missing from the list."""

    name = forms.CharField(label=_("Name of the skill"), max_length=120)
    language = forms.ChoiceField(label=_("Language of the name"))
    parent = SkillChoice(label=_("Belongs to"), help_text=_("The nearest part of the list that it is a part of."))
    description = forms.CharField(
        label=_("What it is, in one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    proposal = forms.CharField(
        label=_("Why it is needed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    none_of_these = forms.BooleanField(label=_("None of the skills above is what I mean"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["language"].initial = languages.current().tag

    def clean_parent(self) -> Skill:
        """Something that may have parts."""
        parent: Skill = self.cleaned_data["parent"]
        if parent.depth >= DEPTH:
            raise forms.ValidationError(
                _("The tree is not deeper than four levels. Please choose a part further up."), code="depth"
            )
        return parent
