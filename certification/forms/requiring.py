"""How curators set requirements, refreshers and updates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.models import Requirement
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from courses.enums import CoursePath
from courses.models import Course, Topic
from wikilearn.movement.models import Right

DAY = forms.DateInput(attrs={"type": "date"})


class RequirementForm(forms.ModelForm):
    """A requirement, or its next version."""

    right = forms.ModelChoiceField(label=_("Right"), queryset=Right.objects.all())
    topic: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Course.objects.filter(published_revision__isnull=False),
        required=False,
        help_text=_("Empty: any course of the topic."),
    )
    validity_months = forms.IntegerField(
        label=_("Validity in months"), min_value=1, max_value=120, initial=VALIDITY_MONTHS
    )
    window_days = forms.IntegerField(label=_("Renewal window in days"), min_value=1, max_value=365, initial=WINDOW_DAYS)

    class Meta:
        model = Requirement
        fields = (
            "right",
            "topic",
            "path",
            "course",
            "in_force_from",
            "transition_ends",
            "validity_months",
            "window_days",
        )
        widgets = {
            "in_force_from": forms.DateInput(attrs={"type": "date"}),
            "transition_ends": forms.DateInput(attrs={"type": "date"}),
        }

    def _post_clean(self) -> None:
        """The action checks; the constraints would say the same in other words."""


class EndForm(forms.Form):
    """When a requirement ends."""

    on = forms.DateField(label=_("Last asked for on the day before"), widget=DAY)


def _refreshers_of(topic: Topic | None = None) -> Any:
    courses = Course.objects.filter(published_revision__isnull=False, path=CoursePath.REFRESHER)
    return courses.filter(topic=topic) if topic is not None else courses.filter(topic__isnull=False)


class RefreshersForm(forms.Form):
    """Which refreshers of a topic take turns: a number for each, empty for those that do not."""

    def __init__(self, *args: Any, topic: Topic, turns: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._courses = {f"course-{course.pk}": course for course in _refreshers_of(topic).order_by("slug")}
        for name, course in self._courses.items():
            self.fields[name] = forms.IntegerField(
                label=course.slug, required=False, min_value=1, max_value=99, initial=turns.get(course.pk)
            )

    def courses(self) -> list[Course]:
        """In the order of their numbers."""
        numbered = [
            (self.cleaned_data[name], course)
            for name, course in self._courses.items()
            if self.cleaned_data[name] is not None
        ]
        return [course for _number, course in sorted(numbered, key=lambda pair: pair[0])]


class UpdateForm(forms.Form):
    """Asking who is certified to take a short course."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.filter(mandatory=True)
    )
    course = forms.ModelChoiceField(label=_("Short course"), queryset=_refreshers_of())
    due_on = forms.DateField(label=_("To be passed by"), widget=DAY)
    note = forms.CharField(label=_("What has changed"), max_length=500)
