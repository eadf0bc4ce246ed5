"""Courses, modules and lessons: their names, their places, their people."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.editing.elements import Element, texts_of
from courses.enums import RevisionKind
from courses.forms.blocks import kind_field, markdown_area
from courses.models import Course, Lesson, Topic
from courses.rules import WRITERS
from wikilearn.core import languages
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

_LINE = forms.TextInput(attrs={"dir": "auto"})


class NewCourseForm(forms.Form):
    """A course to begin, in an organisation where the person writes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=_LINE)
    summary = forms.CharField(
        label=gettext_lazy("What it teaches, in a few sentences"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    topic: Any = forms.ModelChoiceField(
        Topic.objects.all(), label=gettext_lazy("Topic"), required=False, empty_label=gettext_lazy("No topic")
    )
    language = forms.CharField(
        label=gettext_lazy("Language that it is written in"),
        max_length=35,
        initial="en",
        help_text=gettext_lazy("A language tag, for example en, ar or pt-BR."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=100, initial="CC BY-SA 4.0", required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = Organisation.objects.active().where_member(person, *WRITERS)
        topics: Any = self.fields["topic"]
        open_to_all = Q(mandatory=False, sensitive=False)
        topics.queryset = Topic.objects.filter(
            open_to_all | Q(holders__in=organisations.queryset.values("pk"))
        ).distinct()

    def clean_language(self) -> str:
        """A language that exists, in its canonical spelling."""
        try:
            return languages.canonical(self.cleaned_data["language"])
        except ValueError:
            raise forms.ValidationError(_("There is no language with this tag.")) from None


class TitleForm(forms.Form):
    """The title of a module to add, or of a lesson."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=_LINE)


class ElementForm(forms.Form):
    """The texts of a course, a module or a lesson."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, widget=_LINE)
    summary = forms.CharField(
        label=gettext_lazy("Summary"), max_length=5000, required=False, widget=markdown_area(rows=5)
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes to read"), min_value=1, max_value=600)

    def __init__(self, *args: Any, element: Element, asks_kind: bool, **kwargs: Any) -> None:
        kwargs["initial"] = texts_of(element) | {"minutes": getattr(element, "minutes", 1)}
        super().__init__(*args, **kwargs)
        if not isinstance(element, Course):
            del self.fields["summary"]
        if not isinstance(element, Lesson):
            del self.fields["minutes"]
        if asks_kind:
            self.fields["kind"] = kind_field()

    def texts(self) -> dict[str, str]:
        """By part."""
        return {part: self.cleaned_data[part].strip() for part in ("title", "summary") if part in self.fields}

    def attributes(self) -> dict[str, Any]:
        """What is not text."""
        return {"minutes": self.cleaned_data["minutes"]} if "minutes" in self.fields else {}

    @property
    def means(self) -> RevisionKind:
        """What the edit means to translations."""
        return RevisionKind(self.cleaned_data.get("kind") or RevisionKind.MINOR)


class CoursePersonForm(forms.Form):
    """Somebody who stands openly for the course."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    role = forms.CharField(label=gettext_lazy("What they are"), max_length=200, required=False)
    credential = forms.CharField(label=gettext_lazy("What qualifies them"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A name needs a role; a row without a name is left out."""
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("role"):
            self.add_error("role", _("Say what this person is, for example “psychologist”."))
        return cleaned


CoursePeopleFormSet = forms.formset_factory(CoursePersonForm, extra=2, max_num=30)
