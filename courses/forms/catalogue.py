"""What a visitor wants to find."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.enums import CourseLevel
from courses.queries.catalogue import Length, Offer, Wish

_ANY = [("", _("Any"))]


class CatalogueForm(forms.Form):
    """Words and filters of the catalogue. Whatever in the address makes no sense is left out, not complained about."""

    q = forms.CharField(label=_("Search courses"), required=False, max_length=200, strip=True)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[*_ANY, *CourseLevel.choices])
    length = forms.ChoiceField(label=_("Length"), required=False, choices=[*_ANY, *Length.choices])
    mandatory = forms.BooleanField(label=_("Mandatory topics only"), required=False)

    def __init__(self, data: QueryDict, *, offer: Offer) -> None:
        super().__init__(data)
        self._choose("topic", ((topic.key, topic.name) for topic in offer.topics))
        self._choose("organisation", ((each.slug, each.name) for each in offer.organisations))
        self._choose("language", ((language.tag, language.autonym) for language in offer.languages))

    @property
    def filters(self) -> list[BoundField]:
        """The fields that are chosen from a list."""
        return [self[name] for name in ("topic", "language", "organisation", "level", "length")]

    @property
    def wish(self) -> Wish:
        """What was understood of it."""
        self.is_valid()
        understood: dict[str, Any] = {
            name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data
        }
        return Wish(**understood)

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [*_ANY, *choices]
