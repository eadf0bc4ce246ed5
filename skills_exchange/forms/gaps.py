"""Choosing what the map shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.forms.choices import language_choices
from skills_exchange.forms.fields import SkillChoice


class MapForm(forms.Form):
    """A skill, and a language or any."""

    skill = SkillChoice(label=_("Skill"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(empty=_("Any"))  # type: ignore[attr-defined]
