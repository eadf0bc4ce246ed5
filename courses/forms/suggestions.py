"""What people suggest and propose, and what is decided about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import RevisionKind
from courses.models import Segment
from courses.rules import WRITERS, is_curator
from wikilearn.core import languages
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

_LONG = 20_000


class EditSuggestionForm(forms.Form):
    """Another wording, and why."""

    text = forms.CharField(
        label=_("Your wording"), max_length=_LONG, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"})
    )
    reason = forms.CharField(
        label=_("Why is it better?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    base_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    part = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


class IdeaForm(forms.Form):
    """An example or a lesson that is missing."""

    text = forms.CharField(
        label=_("Your idea"),
        max_length=_LONG,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("An example from practice, a lesson that is missing, a source worth naming."),
    )
    reason = forms.CharField(
        label=_("Whom would it help?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class AcceptForm(forms.Form):
    """The wording that goes into the course, and what it means to its translations."""

    text = forms.CharField(
        label=_("Text for the course"), max_length=_LONG, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"})
    )
    kind = forms.ChoiceField(
        label=_("Kind of change"), choices=RevisionKind, initial=RevisionKind.MINOR, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("A word to the person"), max_length=1000, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, idea: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if idea:
            for name in ("text", "kind", "seen"):
                del self.fields[name]


class WordForm(forms.Form):
    """A question, an answer, a reason."""

    text = forms.CharField(
        label=_("Your words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class ProposalForm(forms.Form):
    """A course that somebody would like to see."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    summary = forms.CharField(
        label=_("What it is about, and for whom"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    outline = forms.CharField(
        label=_("What the lessons could be"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(language.tag, language.autonym) for language in languages.known()]


class AdoptForm(forms.Form):
    """Which organisation takes it on."""

    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="slug"
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = adopters_for(person)  # type: ignore[attr-defined]


class SpaceForm(forms.Form):
    """What the page of a third party says."""

    about = forms.CharField(
        label=_("About us"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Markdown works here, such as **bold** and [links](https://example.org)."),
    )
    accept_terms = forms.BooleanField(label=_("We accept the terms of use above."), required=False)


def adopters_for(person: Person) -> Any:
    """The organisations for which the person may adopt a proposal."""
    mine = Organisation.objects.active().where_member(person, *WRITERS)
    if is_curator(person):
        return mine | Organisation.objects.active().filter(kind=OrganisationKind.COMMUNITY)
    return mine


def part_name(segment: Segment) -> str:
    """What a text is to its block, in words."""
    names = {
        "text": _("Text"),
        "title": _("Title"),
        "alt": _("Description of the image"),
        "caption": _("Caption"),
        "transcript": _("Transcript"),
    }
    return str(names.get(segment.part, segment.part))
