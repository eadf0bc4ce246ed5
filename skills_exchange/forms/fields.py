"""Fields of several forms."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import SkillStatus
from skills_exchange.models import Skill
from skills_exchange.queries.skills import branches, nearest_in_use, why_not


class SkillSelect(forms.Select):
    """A select box with the tree of skills; a script makes it a box to type into, with suggestions as one types."""

    template_name = "skills_exchange/skills/select.html"
    find = reverse_lazy("skills_exchange:find_skills")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the address of the suggestions."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-skill-choice"] = str(self.find)
        return context


class SkillChoice(forms.Field):
    """One skill in use, by the slug that is sent; gives a `Skill`, or None if it may be empty.

    A merged skill gives what it was merged into. For others that are not in use the message names the nearest.
    With `categories=False` the top of the tree cannot be chosen. Forms that show it cost one query.
    """

    widget = SkillSelect
    default_error_messages = {
        "required": _("Please choose a skill."),
        "invalid": _("There is no such skill. Please choose one of the list."),
        "category": _("Please choose something more exact than a whole category."),
    }

    def __init__(self, *, categories: bool = True, empty_label: Any = None, **kwargs: Any) -> None:
        self.categories, self.empty_label = categories, empty_label or _("Choose a skill")
        super().__init__(**kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "SkillChoice":
        """A form's own, which asks for the skills once, when it is shown."""
        copy: SkillChoice = super().__deepcopy__(memo)
        if isinstance(copy.widget, forms.Select):
            copy.widget.choices = cache(copy.choices)
        return copy

    def choices(self) -> list[tuple[Any, Any]]:
        """Groups by category, what lies deeper set in by dashes; one query."""
        groups: list[tuple[Any, Any]] = [("", self.empty_label)]
        for branch in branches():
            if branch.depth == 1:
                first = [(branch.slug, branch.label)] if self.categories else []
                groups.append((branch.label, first))
            elif len(groups) > 1:
                groups[-1][1].append((branch.slug, "– " * (branch.depth - 2) + branch.label))
        return [group for group in groups if group[1]]

    def prepare_value(self, value: Any) -> Any:
        """A skill is shown by its slug."""
        return value.slug if isinstance(value, Skill) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare slugs."""
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))

    def to_python(self, value: Any) -> Skill | None:
        """The skill of that slug."""
        if not value:
            return None
        if isinstance(value, Skill):
            return value
        skill = Skill.objects.select_related("merged_into").filter(slug=str(value)[:80]).first()
        if skill is None or skill.status in (SkillStatus.PROPOSED, SkillStatus.DECLINED):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if skill.status == SkillStatus.MERGED:
            skill = nearest_in_use(skill) or skill
        if not skill.is_active:
            raise ValidationError(why_not(skill), code="not_in_use")
        return skill

    def validate(self, value: Any) -> None:
        """Not a whole category where that would say nothing."""
        super().validate(value)
        if value and not self.categories and value.parent_id is None:
            raise ValidationError(self.error_messages["category"], code="category")
