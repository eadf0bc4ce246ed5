"""Forms of sessions, hours, feedback, thanks and messages."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from courses.cohorts.series import moment_of
from courses.forms.cohorts import LocalMoment
from skills_exchange.enums import Learned, Uses
from skills_exchange.models import ExchangeSession

LENGTHS = [
    ("30", _("Half an hour")),
    ("60", _("One hour")),
    ("90", _("An hour and a half")),
    ("120", _("Two hours")),
]
USEFUL = [
    ("5", _("Very useful")),
    ("4", _("Useful")),
    ("3", _("Fair")),
    ("2", _("Not very useful")),
    ("1", _("Not useful")),
]


class OneOfMany(forms.Form):
    """A form that stands beside others on a page: its fields have ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.removesuffix('Form').lower()}_%s"} | kwargs)


class Moments(forms.MultipleChoiceField):
    """Moments to choose from, in UTC; which of them still fit is decided by the action."""

    def clean(self, value: Any) -> list[datetime]:
        """The chosen moments; what is none is refused."""
        chosen = super().clean(value)
        moments = [parse_datetime(text) for text in chosen]
        return [moment.astimezone(UTC) for moment in moments if moment is not None]

    def valid_value(self, value: Any) -> bool:
        """Any moment with a zone: the list moves on while somebody chooses."""
        try:
            moment = parse_datetime(value)
        except ValueError:
            return False
        return moment is not None and moment.tzinfo is not None


class TimesForm(forms.Form):
    """Times for a session: some of those that suit both, or another one on the clock of the reader."""

    length = forms.ChoiceField(label=_("How long"), choices=LENGTHS, initial="60")
    starts = Moments(
        label=_("When both of you are free"),
        help_text=_("Choose up to five. The other side agrees to one of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = LocalMoment(label=_("Another time"), help_text=_("On your own clock."), required=False)
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    link = forms.URLField(label=_("Video link"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        starts: Any = self.fields["starts"]
        starts.choices = list(offered)
        if not starts.choices:
            starts.widget = forms.MultipleHiddenInput()

    @property
    def times(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = self.cleaned_data
        other = [moment_of(data["other"], self.zone)] if data["other"] else []
        return {
            "starts": [*data["starts"], *other],
            "length": timedelta(minutes=int(data["length"])),
            "place": data["place"],
            "link": data["link"],
        }


class PlaceForm(forms.Form):
    """Where a session is."""

    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    link = forms.URLField(label=_("Video link"), max_length=500, required=False, assume_scheme="https")


class ReportForm(forms.Form):
    """How long a session was; zero: it did not take place."""

    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=0, max_value=480)

    def __init__(self, *args: Any, session: ExchangeSession, **kwargs: Any) -> None:
        planned = int(session.length.total_seconds() // 60)
        kwargs["initial"] = {"minutes": session.minutes or planned}
        super().__init__(*args, **kwargs)


class HoursForm(OneOfMany):
    """How long an exchange took in all."""

    hours = forms.DecimalField(
        label=_("Hours in all"),
        help_text=_("With quarters, such as 1.25. The lesser of what both of you say counts."),
        min_value=Decimal("0.25"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        localize=True,
    )

    @property
    def minutes(self) -> int:
        """In minutes."""
        return round(self.cleaned_data["hours"] * 60)


class FeedbackForm(OneOfMany):
    """How it was."""

    useful = forms.TypedChoiceField(label=_("How useful was it?"), choices=USEFUL, coerce=int, widget=forms.RadioSelect)
    learned = forms.ChoiceField(
        label=_("Have you learned what you wanted to learn?"), choices=Learned, required=False, widget=forms.RadioSelect
    )
    again = forms.TypedChoiceField(
        label=_("Would you do it again?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    shown = forms.BooleanField(
        label=_("The other side may read my words"),
        help_text=_("Otherwise nobody reads them with your name."),
        required=False,
    )

    def __init__(self, *args: Any, learner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not learner:
            del self.fields["learned"]


class ThanksForm(OneOfMany):
    """A few words of thanks."""

    text = forms.CharField(
        label=_("Your thanks"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "maxlength": 280}),
    )
    shown = forms.BooleanField(
        label=_("It may stand on their profile, with my name"),
        help_text=_("It is shown only if they want it too. You can take it off at any time."),
        required=False,
    )


class UseForm(OneOfMany):
    """Whether one uses what one learned."""

    uses = forms.ChoiceField(label=_("Do you use what you have learned?"), choices=Uses, widget=forms.RadioSelect)


class MessageForm(OneOfMany):
    """A message to the other side."""

    text = forms.CharField(label=_("Message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
