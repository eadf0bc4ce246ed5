"""What several forms of this app offer."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import Skill
from wikilearn.core import languages


def language_choices(empty: str | Promise | None = None) -> list[tuple[str, str | Promise]]:
    """Languages by their own names; those of the interface first. `empty`: the words for none."""
    first = [(each.tag, each.autonym) for each in languages.INTERFACE]
    tags = {tag for tag, _name in first}
    rest = sorted((each.autonym, each.tag) for each in languages.known() if each.tag not in tags)
    choices: list[tuple[str, str | Promise]] = [*first, *((tag, name) for name, tag in rest)]
    return [("", empty), *choices] if empty is not None else choices


class UpToThreeSkills(forms.Form):
    """Three boxes for skills; `chosen` gives those that were filled in, each once."""

    skill = SkillChoice(label=_("Skill"))
    second_skill = SkillChoice(label=_("Another skill"), required=False)
    third_skill = SkillChoice(label=_("One more skill"), required=False)

    def __init__(self, *args: Any, skills: list[Skill] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, skill in zip(THREE, skills or [], strict=False):
            self.fields[name].initial = skill

    @property
    def chosen(self) -> list[Skill]:
        """After `is_valid`."""
        return list(dict.fromkeys(skill for name in THREE if (skill := self.cleaned_data.get(name))))


THREE = ("skill", "second_skill", "third_skill")
