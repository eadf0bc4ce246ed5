"""What organisers and facilitators say about a cohort and its sessions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.cohorts.series import LONGEST, moment_of, wall_of
from courses.enums import Admission, AttendanceState
from courses.models import Cohort, CohortSession, Course
from wikilearn.core import languages
from wikilearn.movement.models import Organisation
from wikilearn.people.forms import _zones
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

MOST_FACILITATORS = 10
_ANY = [("", _("Any"))]


class LocalMoment(forms.DateTimeField):
    """A date and a time on the clock of some zone, naive; browsers offer their own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs
        )

    def to_python(self, value: Any) -> datetime | None:
        """Without a zone, whatever the zone of the page."""
        with timezone.override("UTC"):
            moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None

    def prepare_value(self, value: Any) -> Any:
        """As it is: it belongs to the cohort's zone, not to that of the page."""
        return value


class PeopleField(forms.CharField):
    """Usernames, one a line; gives the people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **kwargs)

    def clean(self, value: Any) -> list[Person]:
        """The people of these names, in their order."""
        names = [normalise(line) for line in super().clean(value).splitlines() if line.strip()]
        found = {person.username: person for person in Person.objects.present().filter(username__in=names)}
        for name in names:
            if name not in found:
                raise forms.ValidationError(_("Nobody here is called “%(name)s”."), params={"name": name})
        if len(names) > MOST_FACILITATORS:
            raise forms.ValidationError(_("That is more people than a cohort can have as facilitators."))
        return [found[name] for name in dict.fromkeys(names)]


class TagsField(forms.CharField):
    """Language tags with commas between them; gives the list, in canonical spelling."""

    def clean(self, value: Any) -> list[str]:
        """At least one."""
        tags = []
        for part in super().clean(value).split(","):
            if not part.strip():
                continue
            try:
                tags.append(languages.canonical(part))
            except ValueError as error:
                raise forms.ValidationError(_("“%(tag)s” is not a language tag."), params={"tag": part}) from error
        if not tags:
            raise forms.ValidationError(_("Name at least one language."))
        return list(dict.fromkeys(tags))


class CohortForm(forms.Form):
    """A cohort. Moments are on the clock of its zone."""

    course: Any = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), to_field_name="slug")
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="slug"
    )
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    about = forms.CharField(
        label=_("About the cohort"),
        help_text=_("For whom it is, and what you will do together. You can use Markdown."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    languages = TagsField(
        label=_("Languages"), help_text=_("Language tags with commas between them, such as: fr, br"), max_length=200
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Sessions are planned on its clock."), choices=_zones
    )
    facilitators = PeopleField(label=_("Facilitators"), help_text=_("One username a line."), max_length=3000)
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("Leave it empty if any number may come."),
        min_value=1,
        max_value=10_000,
        required=False,
    )
    admission = forms.ChoiceField(label=_("Admission"), choices=Admission, widget=forms.RadioSelect)
    enrols_until = LocalMoment(
        label=_("One can join until"), help_text=_("On the clock of the cohort’s time zone."), required=False
    )
    confirm_hours = forms.IntegerField(
        label=_("Hours to confirm an offered place"), min_value=1, max_value=24 * 30, initial=48
    )

    def __init__(self, *args: Any, organisations: Any = None, cohort: Cohort | None = None, **kwargs: Any) -> None:
        if cohort is not None:
            names = cohort.facilitators.order_by("pk").values_list("person__username", flat=True)
            kwargs["initial"] = {
                **{name: getattr(cohort, name) for name in ("title", "about", "time_zone", "capacity", "admission")},
                "confirm_hours": cohort.confirm_hours,
                "languages": ", ".join(cohort.languages),
                "facilitators": "\n".join(names),
                "enrols_until": cohort.enrols_until and wall_of(cohort.enrols_until, cohort.time_zone),
            }
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        if cohort is not None:
            del self.fields["course"], self.fields["organisation"]
        else:
            fields: dict[str, Any] = dict(self.fields)
            fields["course"].queryset = Course.objects.served().order_by("slug")
            fields["organisation"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        """The window closes after it has opened."""
        said: dict[str, Any] = super().clean() or {}
        until, zone = said.get("enrols_until"), said.get("time_zone")
        if until and zone:
            said["enrols_until"] = moment_of(until, zone)
            opened = self.cohort.enrols_from if self.cohort else timezone.now()
            if said["enrols_until"] <= opened:
                self.add_error("enrols_until", _("This moment has passed."))
        return said


class SessionForm(forms.Form):
    """One session, or with `number` a weekly series. Moments are on the clock of the cohort's zone."""

    starts = LocalMoment(label=_("Starts"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=24 * 60, initial=60)
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    place = forms.CharField(
        label=pgettext_lazy("session", "Place"), help_text=_("Only members see it."), max_length=300, required=False
    )
    link = forms.URLField(
        label=_("Video link"),
        help_text=_("Only members see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    lessons = forms.MultipleChoiceField(
        label=_("Lessons"),
        help_text=_("Whoever takes part has them read."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    number = forms.IntegerField(
        label=_("How many sessions"),
        help_text=_("More than one: every week at the same time."),
        min_value=1,
        max_value=LONGEST,
        initial=1,
    )

    def __init__(
        self,
        *args: Any,
        cohort: Cohort,
        lessons: list[tuple[str, str]],
        session: CohortSession | None = None,
        **kwargs: Any,
    ) -> None:
        if session is not None:
            kwargs["initial"] = {
                "starts": wall_of(session.starts_at, cohort.time_zone),
                "minutes": int((session.ends_at - session.starts_at).total_seconds() // 60),
                **{name: getattr(session, name) for name in ("title", "place", "link", "lessons")},
            }
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        starts: Any = self.fields["starts"]
        starts.help_text = _("On the clock of the cohort’s time zone.") if cohort.time_zone != "UTC" else _("In UTC.")
        choices: Any = self.fields["lessons"]
        choices.choices = lessons
        if session is not None:
            del self.fields["number"]
        if not lessons:
            del self.fields["lessons"]

    def planned(self) -> dict[str, Any]:
        """The arguments of `plan_sessions`."""
        said = dict(self.cleaned_data)
        said["first"], said["length"] = said.pop("starts"), timedelta(minutes=said.pop("minutes"))
        return said

    def moved(self) -> dict[str, Any]:
        """The arguments of `change_session`."""
        said = dict(self.cleaned_data)
        said["starts_at"] = moment_of(said.pop("starts"), self.cohort.time_zone)
        said["ends_at"] = said["starts_at"] + timedelta(minutes=said.pop("minutes"))
        return said


class ApplicationForm(forms.Form):
    """A word to the facilitators."""

    note = forms.CharField(
        label=_("Why would you like to take part?"),
        help_text=_("Only the facilitators read this. It is deleted when they have decided."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class MessageForm(forms.Form):
    """A message to all."""

    text = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))


class CheckInForm(forms.Form):
    """The code that is shown in the room."""

    code = forms.CharField(
        label=_("Check-in code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )


class AttendanceForm(forms.Form):
    """What attendance counts."""

    completes = forms.BooleanField(
        label=_("Who was at all sessions of a cohort has completed the course"),
        help_text=_("Counts when the facilitators end the cohort. For mandatory topics it certifies like a pass."),
        required=False,
    )


class CohortFilter(forms.Form):
    """Which cohorts are looked for; whatever makes no sense is left out."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    time_of_day = forms.ChoiceField(
        label=_("Time of day, on your clock"),
        required=False,
        choices=[
            *_ANY,
            ("morning", _("Morning")),
            ("afternoon", _("Afternoon")),
            ("evening", _("Evening")),
            ("night", _("Night")),
        ],
    )
    zone = forms.ChoiceField(label=_("Planned in the time zone"), required=False)

    def __init__(self, data: Any, *, spoken: list[str], zones: list[str]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = dict(self.fields)
        fields["language"].choices = [*_ANY, *((tag, languages.get(tag).autonym) for tag in spoken)]
        fields["zone"].choices = [*_ANY, *((name, name.replace("_", " ")) for name in zones)]

    @property
    def wish(self) -> dict[str, str]:
        """What was understood of it."""
        self.is_valid()
        names = ("language", "time_of_day", "zone")
        return {name: self.cleaned_data.get(name, "") for name in names}


def attendance_states(data: Any) -> dict[int, str]:
    """What the form of attendance says: `m-<id of the place>` = state; anything else in it is left out."""
    said = {}
    for name, value in data.items():
        number = name.removeprefix("m-")
        if name.startswith("m-") and number.isdecimal() and len(number) < 19 and value in AttendanceState.values:
            said[int(number)] = value
    return said
