"""What localizers, reviewers and coordinators type."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.enums import LocalizerRole, TranslationState
from courses.localization.gate import serves_unreviewed, threshold_of
from courses.models import Course, GlossaryTerm, Topic
from courses.queries.localizing import ORDERS, Filters
from wikilearn.core import languages
from wikilearn.movement.models import Organisation
from wikilearn.people.forms import LanguageField
from wikilearn.people.models import Person

MOST = 6
"""Columns of the matrix."""


class MatrixForm(forms.Form):
    """What the work list shows. Nonsense in the address is ignored."""

    q = forms.CharField(label=_("Words of the title"), max_length=200, required=False)
    language = forms.CharField(
        label=_("Languages"),
        max_length=200,
        required=False,
        help_text=_("Tags or names, with commas between them."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.all(), required=False, to_field_name="key", empty_label=_("All")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.active().order_by("name"),
        required=False,
        to_field_name="slug",
        empty_label=_("All"),
    )
    mandatory = forms.BooleanField(label=_("Mandatory only"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("wanted", _("Most wanted first")), ("least", _("Least translated first")), ("slug", _("By address"))],
    )

    def filters(self, person: Person) -> Filters:
        """What was chosen; the person's own languages, if none was."""
        self.full_clean()
        said = self.cleaned_data
        return Filters(
            languages=_tags(said.get("language", "")) or _own(person),
            words=said.get("q", ""),
            topic=said.get("topic"),
            organisation=said.get("organisation"),
            mandatory=bool(said.get("mandatory")),
            order=said.get("order", "") if said.get("order") in ORDERS else "",
        )


class QueueForm(forms.Form):
    """Which texts the reviewer wants to see."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (state.value, state.label)
            for state in (TranslationState.TRANSLATED, TranslationState.OUTDATED, TranslationState.REJECTED)
        ],
    )
    language = LanguageField(label=_("Language"), max_length=60, required=False)
    course = forms.SlugField(label=_("Course"), max_length=100, required=False, help_text=_("Its address."))


class StartForm(forms.Form):
    """A language to begin with."""

    language = LanguageField(
        label=_("Another language"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off", "dir": "auto"}),
    )


class _PersonForm(forms.Form):
    username = forms.CharField(label=_("Username"), max_length=255, widget=forms.TextInput(attrs={"dir": "auto"}))

    def clean_username(self) -> Person:
        """The person of that name."""
        person = Person.objects.present().named(self.cleaned_data["username"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this username."), code="unknown")
        return person


class LocalizerForm(_PersonForm):
    """Whom to name as localizer."""

    role = forms.ChoiceField(label=_("Role"), choices=LocalizerRole.choices)


class AssignmentForm(_PersonForm):
    """Whom to ask for what, until when."""

    module: Any = forms.ModelChoiceField(
        label=_("Module"), queryset=None, required=False, to_field_name="key", empty_label=_("The whole course")
    )
    due = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, course: Course, titles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["module"]
        field.queryset = course.modules.all()
        field.label_from_instance = lambda module: titles.get(module.key, module.key)


class GateForm(forms.Form):
    """When a module goes live."""

    threshold = forms.IntegerField(
        label=_("Texts that must be ready, in percent"), min_value=1, max_value=100, help_text=_("Per module.")
    )
    unreviewed = forms.BooleanField(label=_("Serve texts that nobody has reviewed, and say so"), required=False)

    def __init__(self, data: QueryDict | None = None, *, course: Course) -> None:
        initial = {
            "threshold": threshold_of(course.settings, guarded=course.is_guarded),
            "unreviewed": serves_unreviewed(course.settings, guarded=course.is_guarded),
        }
        super().__init__(data, initial=initial)
        if course.is_guarded:
            del self.fields["unreviewed"]

    def wanted(self) -> dict[str, Any]:
        """The arguments of `set_gate`."""
        return {"unreviewed": False} | self.cleaned_data


class TermForm(forms.Form):
    """A term, and how it is said: one translation a line, `language: words`; what is not to be used begins with `-`."""

    organisation = forms.ModelChoiceField(
        label=_("Glossary of"), queryset=Organisation.objects.none(), required=False, empty_label=_("Everybody")
    )
    language = LanguageField(label=_("Language of the term"), max_length=60, initial="en")
    term = forms.CharField(label=_("Term"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    note = forms.CharField(label=_("What it means"), max_length=500, required=False)
    untranslated = forms.BooleanField(label=_("Never translate it"), required=False)
    said = forms.CharField(
        label=_("Translations"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("One a line: the language, a colon, the words. A minus sign before it: words not to be used."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, organisations: Any, everybody: bool, term: GlossaryTerm | None
    ) -> None:
        super().__init__(data, initial=_initial(term) if term else None)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if not everybody:
            field.required, field.empty_label = True, None

    def clean_said(self) -> list[tuple[str, str, bool]]:
        """`(language, words, forbidden)`."""
        found = []
        for line in filter(None, (line.strip() for line in self.cleaned_data["said"].splitlines())):
            tag, colon, words = line.removeprefix("-").partition(":")
            if not colon or not words.strip() or len(words) > 200:
                raise forms.ValidationError(_("We do not understand the line “%(line)s”.") % {"line": line[:100]})
            try:
                found.append((languages.canonical(tag), words.strip(), line.startswith("-")))
            except ValueError:
                raise forms.ValidationError(
                    _("We do not know the language “%(name)s”.") % {"name": tag.strip()[:60]}
                ) from None
        return found

    def wanted(self) -> dict[str, Any]:
        """The arguments of `keep_term`."""
        said = self.cleaned_data
        return {"text": said["term"]} | {
            name: said[name] for name in ("organisation", "language", "note", "untranslated", "said")
        }


def _initial(term: GlossaryTerm) -> dict[str, Any]:
    lines = [f"{'-' if each.forbidden else ''}{each.language}: {each.text}" for each in term.translations.all()]
    return {
        "organisation": term.organisation_id,
        "language": term.language,
        "term": term.term,
        "note": term.note,
        "untranslated": term.untranslated,
        "said": "\n".join(lines),
    }


def _tags(text: str) -> list[str]:
    found = []
    for name in text.replace(";", ",").split(",")[: 2 * MOST]:
        try:
            found.append(LanguageField(required=False).clean(name.strip()))
        except forms.ValidationError:
            continue
    return list(dict.fromkeys(filter(None, found)))[:MOST]


def _own(person: Person) -> list[str]:
    """The languages that the person reads, or those of the interface."""
    own = [tag for tag in person.languages if not tag.startswith("en")]
    return own[:MOST] or [language.tag for language in languages.INTERFACE if language.tag != "en"][:MOST]
