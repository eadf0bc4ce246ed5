"""What somebody says of themself, or of an organisation that they speak for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.badges.open_badges.carriers import MAXIMUM_BYTES
from skills_exchange.actions.claims import DEFAULT_VISIBILITY
from skills_exchange.enums import ClaimKind, Format, LanguageLevel, SkillLevel, Visibility
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.forms.weeks import WeekField
from skills_exchange.models import Party, SkillClaim
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Territory
from wikilearn.people.forms import LanguageField, as_typed, zone_choices

SPARE_LANGUAGES, SPARE_TERRITORIES = 2, 1
DAY = forms.DateInput(attrs={"type": "date"})


class ProfileForm(forms.Form):
    """Words, languages with their levels, places, and whether others find the party."""

    about = forms.CharField(
        label=_("About"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("What others should know before they write. Please leave out addresses and telephone numbers."),
    )
    listed = forms.BooleanField(
        label=_("Others can find this profile"),
        required=False,
        help_text=_("If not, it is in no list and is suggested to nobody."),
    )

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        spoken = list(party.speaks.all())
        places = list(party.territories.all())
        initial: dict[str, Any] = {"about": party.about, "listed": party.listed}
        initial |= {f"language_{number}": as_typed(each.language) for number, each in enumerate(spoken, 1)}
        initial |= {f"level_{number}": each.level for number, each in enumerate(spoken, 1)}
        initial |= {f"territory_{number}": each.code for number, each in enumerate(places, 1)}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.languages, self.places = len(spoken) + SPARE_LANGUAGES, len(places) + SPARE_TERRITORIES
        self._add_languages()
        self._add_territories()
        self.order_fields([*self._rows("language", "level"), *self._rows("territory"), "about", "listed"])

    def _add_languages(self) -> None:
        for number in range(1, self.languages + 1):
            self.fields[f"language_{number}"] = LanguageField(
                label=_("Language %(number)d") % {"number": number},
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off", "dir": "auto"}),
            )
            self.fields[f"level_{number}"] = forms.TypedChoiceField(
                label=_("Level of language %(number)d") % {"number": number},
                choices=LanguageLevel.choices,
                coerce=int,
                initial=LanguageLevel.ADVANCED,
                required=False,
                empty_value=None,
            )

    def _add_territories(self) -> None:
        choices = [("", "–"), *territory_choices()]
        for number in range(1, self.places + 1):
            self.fields[f"territory_{number}"] = forms.ChoiceField(
                label=_("Country or area %(number)d") % {"number": number}, choices=choices, required=False
            )

    def _rows(self, *names: str) -> list[str]:
        count = self.places if names == ("territory",) else self.languages
        return [f"{name}_{number}" for number in range(1, count + 1) for name in names]

    def profile(self) -> dict[str, Any]:
        """The arguments of `change_profile`. Of a language that is named twice the higher level counts."""
        said: dict[str, int] = {}
        for number in range(1, self.languages + 1):
            if tag := self.cleaned_data[f"language_{number}"]:
                level = self.cleaned_data[f"level_{number}"] or LanguageLevel.ADVANCED
                said[tag] = max(said.get(tag, 0), level)
        codes = {self.cleaned_data[f"territory_{number}"] for number in range(1, self.places + 1)}
        return {
            "about": self.cleaned_data["about"].strip(),
            "languages": said,
            "territories": list(Territory.objects.filter(code__in=codes - {""})),
            "listed": self.cleaned_data["listed"],
        }


class TimeForm(forms.Form):
    """When a party has time, how much, and when not at all."""

    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    hours = WeekField(label=_("When do you usually have time?"), required=False)
    hours_a_week = forms.IntegerField(
        label=_("Hours a week"),
        min_value=1,
        max_value=40,
        help_text=_("How much of this time you want to give at most."),
    )
    max_active = forms.IntegerField(
        label=_("Exchanges at the same time"),
        min_value=0,
        max_value=50,
        help_text=_("Nobody can take more of your time than this. With 0 you share nothing at present."),
    )
    away_from = forms.DateField(label=_("Away from"), required=False, widget=DAY)
    away_until = forms.DateField(
        label=_("Away until"), required=False, widget=DAY, help_text=_("The last day. Empty: until further notice.")
    )

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            name: getattr(party, name) for name in ("hours_a_week", "max_active", "away_from", "away_until")
        }
        initial |= {"zone": party.zone, "hours": party.week}
        super().__init__(*args, **kwargs | {"initial": initial})
        zone: Any = self.fields["zone"]
        zone.choices = zone_choices(party.zone)

    def clean(self) -> dict[str, Any]:
        """An end after the beginning."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("away_from"), cleaned.get("away_until")
        if since and until and until < since:
            self.add_error("away_until", _("The last day away is before the first."))
        return cleaned


class ClaimForm(forms.Form):
    """A claim. The skill and its kind of one that is there already stay as they are."""

    skill = SkillChoice(label=_("Skill"), categories=False)
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=SkillLevel.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=SkillLevel.PRACTISED,
    )
    formats = forms.MultipleChoiceField(
        label=_("How?"),
        choices=Format.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: in any of these ways."),
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: in all that the profile names."),
    )
    note = forms.CharField(
        label=_("What exactly?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    visibility = forms.ChoiceField(label=_("Who sees it?"), choices=Visibility.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, party: Party, kind: str, claim: SkillClaim | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"visibility": DEFAULT_VISIBILITY[ClaimKind(kind)]} | kwargs.pop("initial", {})
        if claim is not None:
            initial = {name: getattr(claim, name) for name in ("level", "formats", "languages", "note", "visibility")}
        super().__init__(*args, **kwargs | {"initial": initial})
        if claim is not None:
            del self.fields["skill"]
        if kind == ClaimKind.WANTED:
            self.fields["level"].label = _("Up to which level?")
        if kind == ClaimKind.KNOWN:
            del self.fields["formats"]
        self._offer_languages(party, claim)

    def _offer_languages(self, party: Party, claim: SkillClaim | None) -> None:
        """Those of the profile, and those of the claim that have left the profile."""
        tags = dict.fromkeys([each.language for each in party.speaks.all()] + (claim.languages if claim else []))
        field: Any = self.fields["languages"]
        field.choices = [(tag, languages.get(tag).autonym) for tag in tags]
        if len(tags) < 2:
            del self.fields["languages"]


class BadgeForm(forms.Form):
    """An Open Badge: a file, its text, or the link of one of ours."""

    file = forms.FileField(
        label=_("File of the badge"),
        required=False,
        help_text=_("A badge as JSON, JWT, PNG, SVG or PDF, up to 1 MB. It is checked and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.jwt,.png,.svg,.pdf,application/ld+json"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )
    link = forms.CharField(
        label=_("Or the link or number of a badge of this site"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    status_list = forms.FileField(
        label=_("Status list of its issuer"),
        required=False,
        help_text=_("If the badge names one: we fetch nothing, so only you can bring it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/ld+json"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the three, and none too large."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("file", "status_list"):
            if cleaned.get(name) is not None and cleaned[name].size > MAXIMUM_BYTES:
                self.add_error(name, _("This file is too large."))
        if not self.errors and not any(cleaned.get(name) for name in ("file", "text", "link")):
            raise forms.ValidationError(_("Give a link or choose a file."), code="nothing")
        return cleaned

    def badge(self) -> dict[str, Any]:
        """The arguments of `add_badge`."""
        file, status_list = self.cleaned_data["file"], self.cleaned_data["status_list"]
        return {
            "file": file.read() if file else self.cleaned_data["text"].strip().encode(),
            "link": self.cleaned_data["link"],
            "status_list": status_list.read() if status_list else None,
        }


class ConfirmForm(forms.Form):
    """Which claims still hold; all of them at first."""

    claims = forms.ModelMultipleChoiceField(
        SkillClaim.objects.none(), widget=forms.CheckboxSelectMultiple, to_field_name="uid"
    )

    def __init__(self, *args: Any, mine: QuerySet[SkillClaim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["claims"]
        field.queryset = mine
        field.error_messages["required"] = _("Please tick at least one.")


class EndorseForm(forms.Form):
    """A few words about what somebody can do."""

    note = forms.CharField(
        label=_("What have you seen them do?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Whoever sees the skill on their profile sees your name and these words."),
    )


def territory_choices() -> list[tuple[str, str]]:
    """Every territory by its name in the language of the page; one query."""
    return sorted(((each.code, each.name) for each in Territory.objects.all()), key=lambda pair: pair[1])


class BlockForm(forms.Form):
    """For whom somebody is kept away: oneself, or an organisation that one speaks for (its slug)."""

    of = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.slug, each.name) for each in organisations]
        self.fields["of"].choices = [("", _("For me")), *named]  # type: ignore[attr-defined]
