"""Making learning packs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import Audience
from courses.models import Course, Pack
from courses.rules import WRITERS, is_curator
from wikilearn.core import languages
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def _tag(value: str) -> str:
    try:
        return languages.canonical(value)
    except ValueError as error:
        raise forms.ValidationError(_("There is no such language.")) from error


class PackWordsForm(forms.Form):
    """Title and description in one language."""

    language = forms.CharField(
        label=_("Language"), max_length=35, initial="en", help_text=_("A language tag like “en”, “ar” or “pt-BR”.")
    )
    title = forms.CharField(label=_("Title"), max_length=150, required=False)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_language(self) -> str:
        """In canonical spelling."""
        return _tag(self.cleaned_data["language"])


class PackForm(PackWordsForm):
    """A new pack."""

    field_order = ("title", "slug", "organisation", "audience", "language", "description")
    slug = forms.SlugField(label=_("Address"), max_length=100, help_text=_("Small letters, digits and hyphens."))
    organisation: Any = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    audience = forms.ChoiceField(label=_("Made for"), choices=Audience)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.where_member(person, *WRITERS)
        if is_curator(person):
            field.queryset = Organisation.objects.active()
            field.empty_label = _("The site itself")
        else:
            field.required = True

    def clean_slug(self) -> str:
        """Not the one that the page for new packs has."""
        if self.cleaned_data["slug"] == "new":
            raise forms.ValidationError(_("Another learning pack has this address."))
        return str(self.cleaned_data["slug"])


class PackCourseForm(forms.Form):
    """One more course, by its address."""

    course = forms.CharField(
        label=_("Address of the course"),
        max_length=300,
        help_text=_("The last part of the address of its page, or the whole address."),
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        self.pack = pack
        super().__init__(*args, **kwargs)

    def clean_course(self) -> Course:
        """The course; it must be offered to learners and not be in the pack yet."""
        slug = self.cleaned_data["course"].split("?")[0].rstrip("/").rpartition("/")[2]
        course: Course | None = Course.objects.served().filter(slug=slug).first()
        if course is None:
            raise forms.ValidationError(_("No course that is offered has this address."))
        if self.pack.entries.filter(course=course).exists():
            raise forms.ValidationError(_("A course can be in a learning pack only once."))
        return course
