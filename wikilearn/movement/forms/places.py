"""Searching, creating organisations, adding members, entering rights."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wikilearn.core import languages
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.movement.models import Organisation, Right, Territory, Wiki
from wikilearn.people.models import Person


class OrganisationSearch(forms.Form):
    """Words and kind; whatever else is asked for is left out."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *OrganisationKind.choices], required=False)


class WikiSearch(forms.Form):
    """Words: name, database name, address or language."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)


class OrganisationForm(forms.ModelForm):
    """A new organisation."""

    languages = SimpleArrayField(
        forms.CharField(max_length=35),
        label=_("Languages"),
        help_text=_("Language tags with commas between them, such as: fr, br"),
        required=False,
    )
    website = forms.URLField(label=_("Website"), assume_scheme="https", required=False)

    class Meta:
        model = Organisation
        fields = ("name", "slug", "kind", "languages", "territories", "website")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territories = self.fields["territories"]
        if isinstance(territories, forms.ModelMultipleChoiceField):
            named = sorted((each.name, each.code) for each in Territory.objects.all())
            territories.to_field_name = "code"
            territories.choices = [(code, name) for name, code in named]

    def clean_languages(self) -> list[str]:
        """The tags in canonical spelling."""
        tags = []
        for tag in self.cleaned_data["languages"]:
            try:
                tags.append(languages.canonical(tag))
            except ValueError as error:
                raise ValidationError(
                    _("“%(tag)s” is not a language tag."), params={"tag": tag}, code="language"
                ) from error
        return tags


class WikisForm(forms.Form):
    """The wikis that an organisation answers for, by database name."""

    wikis = SimpleArrayField(
        forms.CharField(max_length=64),
        label=_("Wikis"),
        help_text=_("Database names with commas between them, such as: frwiki, brwiki"),
        required=False,
    )

    def clean_wikis(self) -> list[Wiki]:
        """The wikis; each must exist."""
        names = {name.strip() for name in self.cleaned_data["wikis"] if name.strip()}
        found = list(Wiki.objects.filter(dbname__in=names))
        if unknown := sorted(names - {wiki.dbname for wiki in found}):
            raise ValidationError(_("There is no wiki “%(name)s”."), params={"name": unknown[0]}, code="unknown")
        return found


class WikiPlaceForm(forms.Form):
    """Which one country or area a wiki serves, if it does."""

    territory = forms.ModelChoiceField(
        Territory.objects.all(),
        label=_("Country or area"),
        to_field_name="code",
        required=False,
        empty_label=_("International"),
        help_text=_("Only of a wiki that serves one country or area, such as a chapter’s. Never by its language."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((each.name, each.code) for each in Territory.objects.all())
        choices = [("", _("International")), *((code, name) for name, code in named)]
        self.fields["territory"].choices = choices  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Somebody who has an account here, and what they do."""

    username = forms.CharField(label=_("Username"), max_length=255)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole)

    def clean_username(self) -> Person:
        """The person of that name, in any spelling that MediaWiki accepts."""
        person = Person.objects.present().named(self.cleaned_data["username"]).first()
        if person is None:
            raise ValidationError(_("Nobody of that name has an account here yet."), code="unknown")
        return person


class HoldingForm(forms.Form):
    """A username holds a right, as a wiki or an election says."""

    username = forms.CharField(label=_("Username"), max_length=255)
    right = forms.ModelChoiceField(Right.objects.all(), label=_("Right"), to_field_name="key")
    wiki = forms.ModelChoiceField(
        Wiki.objects.all(),
        label=_("Wiki"),
        to_field_name="dbname",
        required=False,
        widget=forms.TextInput,
        help_text=_("Its database name, such as dewiki. Empty for a right on all wikis."),
    )
    since = forms.DateTimeField(
        label=_("Since"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    term_ends = forms.DateField(
        label=_("Term ends"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
