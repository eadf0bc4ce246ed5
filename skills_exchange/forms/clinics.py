"""Forms of clinics."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.cohorts.series import moment_of, wall_of
from courses.forms.cohorts import LocalMoment
from skills_exchange.enums import Learned
from skills_exchange.forms.choices import language_choices
from skills_exchange.forms.exchanges import LENGTHS
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import Clinic, Party
from skills_exchange.models.clinics import MOST_PLACES
from wikilearn.core import languages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person


class ClinicSearch(forms.Form):
    """Which clinics somebody looks for."""

    skill = SkillChoice(label=_("Skill"), required=False, empty_label=_("Any"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(empty=_("Any"))  # type: ignore[attr-defined]


class WhenForm(forms.Form):
    """When and where a clinic is, on the clock of whoever plans it."""

    starts = LocalMoment(label=_("Begins"), help_text=_("On your own clock."))
    length = forms.ChoiceField(label=_("How long"), choices=LENGTHS, initial="60")
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("Who comes later waits, and moves up when somebody gives a place up."),
        min_value=2,
        max_value=MOST_PLACES,
        initial=12,
    )
    link = forms.URLField(
        label=_("Video link"),
        help_text=_("Only people with a place see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = self.cleaned_data
        return {
            "starts": moment_of(data["starts"], self.zone),
            "length": timedelta(minutes=int(data["length"])),
            **{name: data[name] for name in ("capacity", "link", "place")},
        }


class HostForm(WhenForm):
    """Take on a clinic: as whom, and when."""

    host = forms.ChoiceField(label=_("Host"))
    field_order: tuple[str, ...] = ("host", "starts", "length", "capacity", "link", "place")

    def __init__(self, *args: Any, hosts: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = {str(party.uid): party for party in hosts}
        choices = [(uid, party.name) for uid, party in self.hosts.items()]
        self.fields["host"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_host(self) -> Party | None:
        """Who was chosen."""
        return self.hosts.get(self.cleaned_data["host"])


class ClinicForm(HostForm):
    """A new clinic. Nobody as the host: it is only proposed."""

    skill = SkillChoice(label=_("Skill"), categories=False)
    language = forms.ChoiceField(label=_("Language"))
    about = forms.CharField(
        label=_("About"),
        help_text=_("For whom it is, and what you will do together."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    field_order = ("skill", "language", "about", "host", "starts", "length", "capacity", "link", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["language"].choices = language_choices()
        fields["language"].initial = languages.current().tag
        fields["host"].choices = [*fields["host"].choices, ("", _("Somebody else: look for a host"))]
        fields["host"].required = False
        fields["starts"].required = False
        fields["starts"].help_text = _("On your own clock. Leave it empty if somebody else is to host.")

    def clean(self) -> dict[str, Any]:
        """Whoever hosts says when; whoever says when says who hosts."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("starts") and not said.get("host") and "host" not in self.errors:
            self.add_error("host", _("Please choose who hosts it, or leave the time empty."))
        if said.get("host") and not said.get("starts") and "starts" not in self.errors:
            self.add_error("starts", _("Please say when it begins."))
        return said

    @property
    def wish(self) -> dict[str, Any]:
        """What it is about."""
        return {name: self.cleaned_data[name] for name in ("skill", "language", "about")}


class ChangeForm(WhenForm):
    """Another time, other places."""

    about = ClinicForm.base_fields["about"]

    def __init__(self, *args: Any, clinic: Clinic, zone: str, **kwargs: Any) -> None:
        length = str(clinic.planned_minutes)
        kept = {name: getattr(clinic, name) for name in ("capacity", "link", "place", "about")}
        kwargs["initial"] = kept | {"starts": clinic.starts_at and wall_of(clinic.starts_at, zone), "length": length}
        super().__init__(*args, zone=zone, **kwargs)


class AttendanceForm(forms.Form):
    """Who was there, as far as the reader sees them, and how long it was."""

    present = forms.TypedMultipleChoiceField(
        label=_("Who was there?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=1, max_value=480)

    def __init__(self, *args: Any, clinic: Clinic, reader: "Person | AnonymousUser", **kwargs: Any) -> None:
        seats = list(clinic.seats.seated().seen_by(reader).select_related("party__person", "party__organisation"))
        there = [seat.pk for seat in seats if seat.attended is not False]
        kwargs["initial"] = {"present": there, "minutes": clinic.minutes or clinic.planned_minutes}
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(seat.pk, seat.party.name) for seat in seats]  # type: ignore[attr-defined]


class LearnedForm(forms.Form):
    """Whether one learned what one came for."""

    learned = forms.ChoiceField(
        label=_("Have you learned what you wanted to learn?"), choices=Learned, widget=forms.RadioSelect
    )
