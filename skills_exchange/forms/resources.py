"""Looking for resources, and adding them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from skills_exchange.enums_help import Licence, MarkKind, ResourceKind
from skills_exchange.forms.choices import THREE, UpToThreeSkills, language_choices
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import Resource

ADDED = [choice for choice in ResourceKind.choices if choice[0] != ResourceKind.ANSWER]


class ResourceSearch(forms.Form):
    """Words and filters of the library."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    skill = SkillChoice(label=_("Skill"), required=False, empty_label=_("Any"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *ResourceKind.choices])
    licence = forms.ChoiceField(label=_("Licence"), required=False, choices=[("", _("Any")), *Licence.choices])
    checked = forms.BooleanField(label=_("Only what curators have checked"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(empty=_("Any"))  # type: ignore[attr-defined]


class CourseField(forms.CharField):
    """A published course, by its address or the last part of that."""

    def prepare_value(self, value: Any) -> Any:
        """Its address part."""
        by_key = isinstance(value, int)
        return Course.objects.filter(pk=value).values_list("slug", flat=True).first() if by_key else value

    def clean(self, value: Any) -> Course | None:
        """The course; ValidationError if there is none that people can read."""
        said = super().clean(value).strip().rstrip("/")
        if not said:
            return None
        course = Course.objects.served().filter(slug=said.rsplit("/", 1)[-1]).first()
        if course is None:
            raise forms.ValidationError(_("There is no such course."))
        return course


class ResourceForm(UpToThreeSkills, forms.ModelForm):
    """An entry of the library."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ADDED, initial=ResourceKind.PAGE)
    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Documents and recordings stay where they are: on Commons, on a wiki, or elsewhere."),
    )
    course = CourseField(
        label=_("Course"),
        max_length=500,
        required=False,
        help_text=_("For a course of this site: its address, or the last part of it."),
    )
    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = Resource
        fields = ("kind", "title", "summary", "language", "url", "course", "licence")

    field_order = ("kind", "title", "summary", "language", "url", "course", *THREE, "licence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["title"].widget.attrs["dir"] = "auto"
        self.fields["summary"].widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        if self.instance.pk and self.instance.kind == ResourceKind.ANSWER:
            for name in ("kind", "url", "course"):
                del self.fields[name]
            self.fields["body"] = forms.CharField(
                label=_("Text"),
                max_length=20_000,
                initial=self.instance.body,
                widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
            )

    @property
    def said(self) -> dict[str, Any]:
        """What the actions take, after `is_valid`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in THREE} | {"skills": self.chosen}


class MarkForm(forms.Form):
    """What a reader says; empty takes it back."""

    kind = forms.ChoiceField(choices=[("", ""), *MarkKind.choices], required=False)


class HideForm(forms.Form):
    """Why something is taken out of sight."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
