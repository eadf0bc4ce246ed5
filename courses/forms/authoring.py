"""What authors, reviewers and curators decide about a course."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import Audience, CourseLevel, CoursePath, RevisionKind
from courses.models import Course, Topic
from wikilearn.movement.models import Organisation


class CourseSettingsForm(forms.Form):
    """What a course is for and how it asks. Topics that other organisations maintain are not offered."""

    topic: Any = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), required=False, empty_label=_("No topic"), to_field_name="key"
    )
    path = forms.ChoiceField(label=_("Path"), choices=CoursePath)
    level = forms.ChoiceField(label=_("Level"), choices=CourseLevel)
    audiences = forms.MultipleChoiceField(
        label=_("Made for"), choices=Audience, required=False, widget=forms.CheckboxSelectMultiple
    )
    questions_per_attempt = forms.IntegerField(label=_("Questions per attempt"), min_value=1, max_value=100)
    pass_mark = forms.IntegerField(label=_("Pass mark in percent"), min_value=1, max_value=100)
    attempts_before_pause = forms.IntegerField(label=_("Attempts before a pause"), min_value=1, max_value=20)
    pause_hours = forms.IntegerField(label=_("Length of the pause in hours"), min_value=0, max_value=24 * 30)
    time_limit_minutes = forms.IntegerField(
        label=_("Time limit in minutes"), min_value=1, max_value=24 * 60, required=False
    )
    licence = forms.CharField(label=_("Licence"), max_length=100, required=False)
    sources = forms.CharField(label=_("Sources"), max_length=5000, required=False, widget=forms.Textarea)
    prerequisites: Any = forms.ModelMultipleChoiceField(
        Course.objects.none(),
        label=_("To be taken before"),
        required=False,
        to_field_name="slug",
        help_text=_("Courses of your organisation and published courses."),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        limit = course.time_limit
        initial = {
            "topic": course.topic.key if course.topic else None,
            "pause_hours": int(course.pause.total_seconds() // 3600),
            "time_limit_minutes": int(limit.total_seconds() // 60) if limit else None,
        }
        for name in (
            "path",
            "level",
            "audiences",
            "questions_per_attempt",
            "pass_mark",
            "attempts_before_pause",
            "licence",
        ):
            initial[name] = getattr(course, name)
        kwargs["initial"] = initial | {"sources": course.sources, "prerequisites": course.prerequisites.all()}
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        open_to_all = Q(mandatory=False, sensitive=False)
        topics.queryset = Topic.objects.filter(
            open_to_all | Q(holders=course.organisation_id) | Q(pk=course.topic_id)
        ).distinct()

        before: Any = self.fields["prerequisites"]
        published = Q(published_revision__isnull=False) | Q(organisation=course.organisation_id)
        before.queryset = Course.objects.filter(published | Q(leads_to=course)).exclude(pk=course.pk).distinct()
        before.queryset = before.queryset.with_title().order_by("title", "slug")
        before.label_from_instance = lambda each: each.title or each.slug

    def in_words(self) -> list[tuple[str, list[str]]]:
        """Each setting that the course has, for those who may only look."""
        rows = []
        for name, field in self.fields.items():
            value = field.prepare_value(self.initial.get(name))
            values = ["" if each is None else str(each) for each in (value if isinstance(value, list) else [value])]
            labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
            rows.append((str(field.label), [said for each in values if (said := labels.get(each, each))]))
        return [(label, said) for label, said in rows if said]

    def settings(self) -> dict[str, Any]:
        """The fields of `courses.actions.settings.SETTINGS`."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "prerequisites"}
        said["pause"] = timedelta(hours=said.pop("pause_hours"))
        minutes = said.pop("time_limit_minutes")
        return said | {"time_limit": timedelta(minutes=minutes) if minutes else None}


class PublishForm(forms.Form):
    """What the change means, and a word about it for those who took the course before."""

    kind = forms.ChoiceField(
        label=_("Kind of change"), choices=RevisionKind, initial=RevisionKind.MAJOR, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("What has changed"), max_length=500, required=False)


class RepublishForm(forms.Form):
    """Why an earlier revision comes back."""

    note = forms.CharField(label=_("Why it comes back"), max_length=500)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class TopicHoldersForm(forms.Form):
    """Which organisations maintain a topic."""

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.active(),
        label=_("Maintained by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
