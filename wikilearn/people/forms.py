"""What people type about themselves, about roles, and about the log."""

import zoneinfo
from datetime import timedelta
from functools import cache
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core import languages
from wikilearn.people.enums import Scope, Theme
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

PLACES = 5
"""How many languages the settings page asks for."""


class LanguageField(forms.CharField):
    """A language by its tag, its autonym or its English name; gives the BCP 47 tag."""

    def clean(self, value: Any) -> str:
        """The canonical tag, or an empty string."""
        text = super().clean(value)
        if not text:
            return ""
        tag = _by_name().get(text.casefold())
        if tag is None:
            try:
                tag = languages.canonical(text)
            except ValueError:
                raise forms.ValidationError(_("We do not know the language “%(name)s”.") % {"name": text}) from None
        return tag


@cache
def _by_name() -> dict[str, str]:
    known = languages.known()[::-1]  # of two with one name the first counts
    names = {language.name.casefold(): language.tag for language in known}
    return names | {language.autonym.casefold(): language.tag for language in known}


def as_typed(tag: str) -> str:
    """The language as people type it: by its name in itself, where that leads back to the same tag."""
    name = languages.get(tag).autonym
    return name if _by_name().get(name.casefold()) == tag else tag


@cache
def _zones() -> list[tuple[str, Any]]:
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        area, slash, place = name.partition("/")
        if slash and area not in {"Etc", "SystemV", "US", "Canada", "Brazil", "Chile", "Mexico", "posix", "right"}:
            areas.setdefault(area, []).append((name, place.replace("_", " ")))
    return [("UTC", "UTC"), *areas.items()]


def zone_choices(present: str = "UTC") -> list[tuple[str, Any]]:
    """Time zones by area, and the present one even if it is an old name."""
    known = {name for _area, places in _zones()[1:] for name, _place in places} | {"UTC"}
    return _zones() if present in known else [(present, present), *_zones()]


class SignInForm(LoginForm):
    """allauth's form; its field says what to type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Username or e-mail address")
        login.widget.attrs = {"autocomplete": "username", "dir": "auto"}


class PreferencesForm(forms.Form):
    """How the site looks to a person."""

    interface_language = forms.ChoiceField(label=_("Language of the pages"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, widget=forms.RadioSelect)
    named_in_credits = forms.BooleanField(
        label=_("Name me where I contributed"),
        required=False,
        help_text=_("As translator of a course, for example. Otherwise you are counted, not named."),
    )

    def __init__(self, data: QueryDict | None, *, person: Person) -> None:
        initial: dict[str, Any] = {
            "interface_language": person.interface_language,
            "time_zone": person.time_zone,
            "theme": person.theme,
            "named_in_credits": person.named_in_credits,
        }
        initial |= {f"language_{place}": tag for place, tag in enumerate(person.languages[:PLACES], start=1)}
        super().__init__(data, initial=initial)
        interface: Any = self.fields["interface_language"]
        interface.choices = [
            ("", _("As my browser says")),
            *((language.tag, language.autonym) for language in languages.INTERFACE),
        ]
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices(person.time_zone)
        for place in range(1, PLACES + 1):
            self.fields[f"language_{place}"] = LanguageField(
                label=_("Language %(number)d") % {"number": place},
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off", "dir": "auto"}),
            )
        self.order_fields([f"language_{place}" for place in range(1, PLACES + 1)])

    def preferences(self) -> dict[str, Any]:
        """The arguments of `set_preferences`."""
        cleaned = self.cleaned_data
        wanted = [cleaned[f"language_{place}"] for place in range(1, PLACES + 1)]
        return {
            "languages": [tag for tag in wanted if tag],
            "interface_language": cleaned["interface_language"],
            "time_zone": cleaned["time_zone"],
            "theme": Theme(cleaned["theme"]),
            "named_in_credits": cleaned["named_in_credits"],
        }


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What will use it, so that you know later."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("365 days"))],
        initial=90,
    )

    def wanted(self) -> dict[str, Any]:
        """The arguments of `create_token`."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "scopes": [Scope(scope) for scope in cleaned["scopes"]],
            "expires_at": timezone.now() + timedelta(days=cleaned["expires"]),
        }


class GrantForm(forms.Form):
    """Whom to give a role, and why."""

    username = forms.CharField(label=_("Username"), max_length=255, widget=forms.TextInput(attrs={"dir": "auto"}))
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Everybody can read it."))

    def clean_username(self) -> Person:
        """The person of that name."""
        person = Person.objects.present().named(self.cleaned_data["username"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this username."), code="unknown")
        return person


class RevokeForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Everybody can read it."))


class EraseForm(forms.Form):
    """One's own username, to be sure that it is meant."""

    username = forms.CharField(
        label=_("Your username, to confirm"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_username(self) -> str:
        """Refuse any other name."""
        username = normalise(self.cleaned_data["username"])
        if username != self.person.username:
            raise forms.ValidationError(_("This is not your username."), code="other")
        return username


class EventFilterForm(forms.Form):
    """Which events of the log to show. A username or a reference names a person, a reference anything else."""

    actor = forms.CharField(label=_("Who"), max_length=255, required=False)
    action = forms.CharField(label=_("What"), max_length=100, required=False, help_text=_("For example: role.granted"))
    target = forms.CharField(label=_("On what"), max_length=255, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_actor(self) -> str:
        """The reference."""
        return _reference(self.cleaned_data["actor"])

    def clean_target(self) -> str:
        """The reference."""
        return _reference(self.cleaned_data["target"])


def _reference(text: str) -> str:
    """An audit reference, from itself or from a username; what is neither stays and finds nothing."""
    if not text or ":" in text or text == "system":
        return text
    person = Person.objects.named(text).first()
    return person.reference if person else text
