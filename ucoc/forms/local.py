"""Starting, writing, consulting, reviewing and ratifying local codes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ucoc.enums import LocalState, Relation, Verdict
from ucoc.models import Clause, LocalVersion
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

DATE = forms.DateInput(attrs={"type": "date"})


class TagsField(forms.CharField):
    """BCP 47 tags with commas between them."""

    default_error_messages = {"tag": _("“%(tag)s” is not a language tag.")}

    def clean(self, value: Any) -> Any:
        """The tags as a list, in canonical spelling, each once."""
        found = []
        for tag in filter(None, (part.strip() for part in super().clean(value).split(","))):
            try:
                found.append(languages.canonical(tag))
            except ValueError as error:
                raise ValidationError(self.error_messages["tag"], params={"tag": tag}, code="tag") from error
        return list(dict.fromkeys(found))


class LocalSearch(forms.Form):
    """Words and state; whatever else is asked for is left out."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any")), *LocalState.choices], required=False)


class LackingForm(forms.Form):
    """Words, and what a wiki lacks."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    lacks = forms.ChoiceField(
        label=_("What is missing"),
        choices=[
            ("", _("Local code or local body")),
            ("code", _("Local code")),
            ("body", _("Local body")),
            ("both", _("Both")),
        ],
        required=False,
    )


class StartForm(forms.Form):
    """Whose code, and in which languages."""

    community = forms.CharField(
        label=_("Wiki or organisation"),
        max_length=80,
        help_text=_("The database name of a wiki, such as dewiki, or the address part of an organisation."),
    )
    languages = TagsField(
        label=_("Languages"), max_length=200, help_text=_("The main one first, with commas between them: de, en")
    )

    def clean_community(self) -> Wiki | Organisation:
        """The wiki or organisation of that name."""
        name = self.cleaned_data["community"].strip()
        wiki = Wiki.objects.filter(dbname=name.lower(), private=False).first()
        found = wiki or Organisation.objects.active().filter(slug=name.lower()).first()
        if found is None:
            raise ValidationError(_("There is no wiki or organisation of this name."))
        return found


class ClauseForm(forms.Form):
    """The words of a clause in one language."""

    covers = forms.ModelChoiceField(Clause.objects.none(), label=_("Builds on"), to_field_name="number")
    relation = forms.ChoiceField(label=_("How it relates to the universal clause"), choices=Relation.choices)
    heading = forms.CharField(label=_("Heading"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, version: LocalVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covers = self.fields["covers"]
        if isinstance(covers, forms.ModelChoiceField):
            covers.queryset = Clause.objects.filter(version_id=version.builds_on_id).order_by("position")
            covers.label_from_instance = _clause_name  # type: ignore[method-assign]

    def clean_edit(self) -> int:
        """Nothing stands for a text that is new."""
        return self.cleaned_data["edit"] or 0


def _clause_name(obj: Clause) -> str:
    return f"{obj.number} {obj.title}"


class IntroductionForm(forms.Form):
    """Title and introduction in one language."""

    heading = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Introduction"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_edit(self) -> int:
        """Nothing stands for a text that is new."""
        return self.cleaned_data["edit"] or 0


class LanguagesForm(forms.Form):
    """In which languages the code speaks."""

    languages = TagsField(
        label=_("Languages"), max_length=200, help_text=_("The main one first, with commas between them: de, en")
    )


class EditorForm(forms.Form):
    """Somebody who shall write with us."""

    username = forms.CharField(label=_("Username"), max_length=255)

    def clean_username(self) -> Person:
        """The person of that name."""
        person = Person.objects.filter(username=normalise(self.cleaned_data["username"]), is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody here has this username."))
        return person


class ConsultationForm(forms.Form):
    """From when until when everybody is asked."""

    opens = forms.DateField(label=_("First day"), widget=DATE)
    closes = forms.DateField(label=_("Last day"), widget=DATE)


class RatifyForm(forms.Form):
    """The decision of the community."""

    decided_on = forms.DateField(label=_("Day of the decision"), widget=DATE)
    decision_url = forms.URLField(
        label=_("Page of the decision"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where everybody can see how the community decided."),
    )


class ReviewForm(forms.Form):
    """What a reviewer says."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class MarkForm(forms.Form):
    """Why a clause gives people less."""

    reason = forms.CharField(label=_("Why is it weaker?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class CommentForm(forms.Form):
    """A public comment, on the whole or on a clause."""

    clause = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("Your comment"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["clause"]
        if isinstance(about, forms.ChoiceField):
            about.choices = [("", _("The whole code")), *clauses]


class ReasonForm(forms.Form):
    """Why a comment should be looked at."""

    reason = forms.CharField(label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """What became of a comment."""

    answer = forms.CharField(label=_("Answer"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}))
