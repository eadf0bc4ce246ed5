"""Looking for help, and keeping the list of it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from ucoc.enums import SupportKind
from ucoc.models import SupportResource
from wikilearn.core import languages
from wikilearn.movement.models import Territory

ANYWHERE = [("", _("Not said, or anywhere"))]


def territory_choices() -> list[tuple[str, str]]:
    """Every territory by its name in the language of the page; one query."""
    named = sorted((each.name, each.code) for each in Territory.objects.all())
    return [(code, name) for name, code in named]


class SupportForm(forms.Form):
    """Where somebody is and which language they want to speak; both may stay unsaid."""

    territory = forms.ChoiceField(label=_("Country or area"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, spoken: list[languages.Language], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = [*ANYWHERE, *territory_choices()]  # type: ignore[attr-defined]
        self.fields["language"].choices = [(each.tag, each.autonym) for each in spoken]  # type: ignore[attr-defined]


class SupportSearch(forms.Form):
    """Which resources a curator looks for."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind of help"), choices=[("", _("Any")), *SupportKind.choices], required=False)
    overdue = forms.BooleanField(label=_("Only what is to be checked"), required=False)


class SupportResourceForm(forms.ModelForm):
    """A resource with its texts in every language of the interface."""

    languages = SimpleArrayField(
        forms.CharField(max_length=35),
        label=_("Languages in which it helps"),
        help_text=_("Language tags with commas between them, such as: fr, br"),
        required=False,
    )
    url = forms.URLField(label=_("Address"), assume_scheme="https", max_length=300)
    review_months = forms.IntegerField(label=_("Months between checks"), min_value=1, max_value=24, initial=6)

    class Meta:
        model = SupportResource
        fields = (
            "key",
            "kind",
            "url",
            "email",
            "phone",
            "languages",
            "territories",
            "of_movement",
            "position",
            "active",
            "review_months",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["key"]
        territories = self.fields["territories"]
        if isinstance(territories, forms.ModelMultipleChoiceField):
            territories.to_field_name = "code"
            territories.help_text = _("None: it helps people everywhere.")
            territories.choices = territory_choices()
            self.initial["territories"] = (
                list(self.instance.territories.values_list("code", flat=True)) if self.instance.pk else []
            )
        for code, _name in settings.LANGUAGES:
            self._add_texts(code)

    def _add_texts(self, code: str) -> None:
        named = get_language_info(code)["name_local"]
        name, about = build_localized_fieldname("name", code), build_localized_fieldname("about", code)
        self.fields[name] = forms.CharField(
            label=format_lazy("{label} ({language})", label=_("Name"), language=named),
            max_length=120,
            required=code == "en",
            initial=getattr(self.instance, name) or "",
        )
        self.fields[about] = forms.CharField(
            label=format_lazy("{label} ({language})", label=_("In one or two sentences"), language=named),
            max_length=500,
            required=False,
            initial=getattr(self.instance, about) or "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean_languages(self) -> list[str]:
        """The tags in canonical spelling, each once."""
        tags: list[str] = []
        for tag in self.cleaned_data["languages"]:
            try:
                tags.append(languages.canonical(tag))
            except ValueError as error:
                raise ValidationError(
                    _("“%(tag)s” is not a language tag."), params={"tag": tag}, code="language"
                ) from error
        return list(dict.fromkeys(tags))

    def _post_clean(self) -> None:
        """The action writes; the form only reads."""
