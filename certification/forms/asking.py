"""What stewards ask with."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certification.enums import State
from certification.queries.asking import MOST_NAMES
from wikilearn.core.dates import parse_day, today
from wikilearn.movement.models import Right, Wiki


class DayField(forms.CharField):
    """An ISO day that is not in the future; empty: today."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("On the day"), required=False, max_length=20, **options)

    def clean(self, value: Any) -> date:
        """The day in UTC."""
        text = super().clean(value)
        if not text:
            return today()
        try:
            day = parse_day(text)
        except ValueError:
            raise forms.ValidationError(_("Please write the day as 2026-03-01.")) from None
        if day > today():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class DayForm(forms.Form):
    """`?at=`."""

    at = DayField(help_text=_("Empty: today. Past days answer as they did then."))


class OneForm(DayForm):
    """One username."""

    username = forms.CharField(label=_("Username"), max_length=500)
    field_order = ("username", "at")


class WikiForm(DayForm):
    """One wiki."""

    wiki = forms.CharField(label=_("Database name of the wiki"), max_length=64, help_text="dewiki")
    field_order = ("wiki", "at")


class NamesForm(DayForm):
    """Many usernames, one on a line."""

    names = forms.CharField(
        label=_("Usernames"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=200_000,
        help_text=_("One on each line, at most 500."),
    )
    field_order = ("names", "at")

    def clean_names(self) -> list[str]:
        """The names as they were written, without empty lines."""
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(
                ngettext(
                    "This is %(count)s name; at most %(most)s can be looked up at once.",
                    "These are %(count)s names; at most %(most)s can be looked up at once.",
                    len(names),
                )
                % {"count": len(names), "most": MOST_NAMES}
            )
        return names


class HoldersForm(DayForm):
    """Filters of the holders on a wiki."""

    right = forms.CharField(label=_("Right"), required=False, max_length=64, widget=forms.Select)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *State.choices])
    field_order = ("right", "state", "at")

    def offer(self, rights: dict[str, str]) -> None:
        """Let the person choose among these rights (key → name)."""
        chosen = self.data.get("right", "")
        offered = rights | ({chosen: chosen} if chosen and chosen not in rights else {})
        select = self.fields["right"].widget
        select.choices = [("", _("Any")), *sorted(offered.items(), key=lambda item: item[1])]


class RightHoldersForm(DayForm):
    """Filters of the holders of a right. Only today's states are kept ready, so they filter no other day."""

    wiki = forms.CharField(
        label=_("Wiki"), required=False, max_length=64, help_text=_("For example “dewiki”; * for global rights.")
    )
    q = forms.CharField(label=_("Username"), required=False, max_length=255)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *State.choices])
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("By username")), ("due", _("Who lapses first")), ("wiki", _("By wiki"))],
    )
    field_order = ("state", "wiki", "q", "sort", "at")

    def clean_wiki(self) -> str:
        """A wiki that we know."""
        return known_wiki(self.cleaned_data["wiki"])


class ForecastForm(forms.Form):
    """Which holders a forecast is about."""

    right = forms.ModelChoiceField(
        label=_("Right"), queryset=Right.objects.all(), to_field_name="key", required=False, empty_label=_("Any")
    )
    wiki = forms.CharField(
        label=_("Wiki"), required=False, max_length=64, help_text=_("For example “dewiki”; * for global rights.")
    )

    def clean_wiki(self) -> str:
        """A wiki that we know."""
        return known_wiki(self.cleaned_data["wiki"])


def known_wiki(text: str) -> str:
    """The database name as it was written, `*` or nothing; an error for a wiki that we do not know."""
    wiki = text.strip()
    if wiki not in ("", "*") and not Wiki.objects.filter(dbname=wiki).exists():
        raise forms.ValidationError(_("We know no wiki of that name."))
    return wiki
