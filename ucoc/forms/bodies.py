"""Finding who is responsible, setting up bodies, adding members, confirming what they need."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.models import Topic
from ucoc.enums import (
    OF_AN_ORGANISATION,
    ON_ONE_WIKI,
    BodyKind,
    Conduct,
    MemberCapacity,
    MemberFactKind,
    Place,
    Severity,
)
from ucoc.jurisdiction import Question
from ucoc.models.bodies import EnforcementBody
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person

DAY = forms.DateInput(attrs={"type": "date"})
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


class BodySearch(forms.Form):
    """Words and kind; whatever else is asked for is left out."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *BodyKind.choices], required=False)


class FinderForm(forms.Form):
    """Wiki, place and kind of conduct: whom do I turn to? Nothing of it is kept."""

    danger = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
    place = forms.ChoiceField(label=_("Where did it happen?"), choices=Place.choices, initial=Place.ONE_WIKI)
    wiki = forms.CharField(
        label=_("Which wiki?"),
        max_length=100,
        required=False,
        help_text=_("Its address or its database name, such as de.wikipedia.org or dewiki."),
    )
    conduct = forms.ChoiceField(label=_("What is it about?"), choices=Conduct.choices, initial=Conduct.NOT_SURE)

    def clean_wiki(self) -> Wiki | None:
        """The wiki of that address or database name."""
        words = self.cleaned_data["wiki"].strip().lower()
        if not words:
            return None
        host = words.removeprefix("https://").removeprefix("http://").split("/")[0].replace(".m.", ".")
        found = Wiki.objects.filter(private=False, dbname=words).first()
        found = found or Wiki.objects.filter(private=False, url__in=[f"https://{host}", f"https://{host}/"]).first()
        if found is None:
            raise ValidationError(_("There is no wiki “%(name)s”."), params={"name": words}, code="unknown")
        return found

    def question(self) -> Question:
        """What the valid form asks."""
        data = self.cleaned_data
        wiki = data["wiki"]
        severity = Severity.EMERGENCY if data["danger"] else Severity.NORMAL
        return Question(data["conduct"], severity, data["place"], wiki.dbname if wiki else None)


class BodyForm(forms.ModelForm):
    """A body: its names in every language of the pages, its place, its terms and what members need."""

    wiki = forms.ModelChoiceField(
        Wiki.objects.all(),
        label=_("Wiki"),
        to_field_name="dbname",
        required=False,
        widget=forms.TextInput,
        help_text=_("Its database name, such as dewiki. Empty for a body of all wikis or of an organisation."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.active(), label=_("Organisation"), to_field_name="slug", required=False
    )
    languages = SimpleArrayField(
        forms.CharField(max_length=35),
        label=_("Languages"),
        help_text=_("Language tags with commas between them, such as: fr, br"),
        required=False,
    )
    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A deadline to decide that falls on another day moves on to the next of these."),
    )
    holidays = SimpleArrayField(
        forms.DateField(),
        label=_("Free days"),
        help_text=_("Days with commas between them, such as: 2026-12-25, 2027-01-01"),
        required=False,
        max_length=60,
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        label=_("Trainings that members need"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    page = forms.URLField(label=_("Page on a wiki"), assume_scheme="https", required=False)

    class Meta:
        model = EnforcementBody
        fields = (
            "kind",
            "slug",
            "wiki",
            "organisation",
            "page",
            "languages",
            "quorum",
            "acknowledge_within",
            "decide_within",
            "zone",
            "working_days",
            "holidays",
            "right",
            "needs_agreement",
            "minimum_age",
            "topics",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = self.instance.pk is not None
        texts: dict[str, forms.Field] = {}
        for code, _english in settings.LANGUAGES:
            for field, label, widget in (("name", _("Name"), forms.TextInput), ("about", _("What it does"), _Area)):
                key = f"{field}_{code.replace('-', '_')}"
                texts[key] = forms.CharField(
                    label=f"{label} – {languages.get(languages.canonical(code)).autonym}",
                    max_length=200 if field == "name" else 2_000,
                    required=field == "name" and code == "en",
                    widget=widget,
                    initial=getattr(self.instance, key, "") if fixed else "",
                )
        self.fields = {**{key: texts[key] for key in sorted(texts, key=_english_first)}, **self.fields}
        if fixed:
            for key in ("kind", "slug", "wiki", "organisation"):
                del self.fields[key]

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        return {key: value for key, value in self.cleaned_data.items() if key in self.fields}

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

    def clean(self) -> dict[str, Any]:
        """A place that fits the kind."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", self.instance.kind)
        if data.get("wiki") and data.get("organisation"):
            self.add_error("organisation", _("A body belongs to a wiki or to an organisation, not to both."))
        elif "wiki" in self.fields and kind in ON_ONE_WIKI and not data.get("wiki"):
            self.add_error("wiki", _("A body of this kind belongs to a wiki."))
        elif "organisation" in self.fields and kind in OF_AN_ORGANISATION and not data.get("organisation"):
            self.add_error("organisation", _("A body of this kind belongs to an organisation."))
        return data


class _Area(forms.Textarea):
    def __init__(self) -> None:
        super().__init__(attrs={"rows": 2})


def _english_first(key: str) -> tuple[bool, str]:
    return (not key.endswith("_en"), key)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class BodyMemberForm(forms.Form):
    """Somebody who has an account here, as what, and until when."""

    username = forms.CharField(label=_("Username"), max_length=255)
    capacity = forms.ChoiceField(label=_("Capacity"), choices=MemberCapacity, initial=MemberCapacity.MEMBER)
    until = forms.DateField(
        label=_("Last day of the term"), required=False, widget=DAY, help_text=_("Empty for a term without an end.")
    )

    def clean_username(self) -> Person:
        """The person of that name, in any spelling that MediaWiki accepts."""
        person = Person.objects.present().named(self.cleaned_data["username"]).first()
        if person is None:
            raise ValidationError(_("Nobody of that name has an account here yet."), code="unknown")
        return person


class MemberFactForm(forms.Form):
    """What somebody saw about a member."""

    kind = forms.ChoiceField(label=_("What was confirmed?"), choices=MemberFactKind.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Day"), widget=DAY, initial=date.today)
    age = forms.IntegerField(
        label=_("At least of age"),
        min_value=13,
        max_value=99,
        required=False,
        help_text=_("Only where the age is confirmed. We keep the limit that was reached, never a date of birth."),
    )
