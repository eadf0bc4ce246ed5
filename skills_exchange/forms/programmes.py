"""Forms of mentoring programmes: setting up, applying, deciding, pairing, checking in."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.programmes import MOST_OPTIONS
from skills_exchange.enums_programmes import (
    DECISIONS,
    ApplicationState,
    Going,
    ProgrammeRole,
    QuestionFor,
    QuestionKind,
)
from skills_exchange.forms.choices import UpToThreeSkills, language_choices
from skills_exchange.models import Party, Programme, ProgrammeApplication, ProgrammeQuestion, Skill
from wikilearn.movement.models import Organisation
from wikilearn.people.forms import zone_choices

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TEXT = {"dir": "auto"}


class ProgrammeForm(UpToThreeSkills):
    """A programme: what it is, for whom, and when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), to_field_name="slug")
    slug = forms.SlugField(
        label=_("Address part"), max_length=80, help_text=_("Small letters, digits and dashes, like “mentors-2027”.")
    )
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    about = forms.CharField(
        label=_("About"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6} | TEXT),
        help_text=_("Whom is it for, what can they learn, how much time does it take?"),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.SelectMultiple(attrs={"size": 6}))
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("The days for applications begin and end in this zone.")
    )
    opens_on = forms.DateField(label=_("Applications from"), widget=DAY)
    closes_on = forms.DateField(label=_("Applications until"), widget=DAY, help_text=_("This day still counts."))
    begins_on = forms.DateField(label=_("Pairs work from"), widget=DAY)
    ends_on = forms.DateField(label=_("Pairs work until"), widget=DAY)
    places = forms.IntegerField(
        label=_("Places for mentees"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Empty: as many as there are. Further mentees can wait on a list."),
    )
    check_in_weeks = forms.IntegerField(
        label=_("Weeks from one check-in to the next"),
        min_value=0,
        max_value=26,
        initial=4,
        help_text=_("So often both sides are asked how it goes. 0: never."),
    )
    field_order = ("organisation", "title", "slug", "about", "skill", "second_skill", "third_skill")

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation] | None = None,
        programme: Programme | None = None,
        **kwargs: Any,
    ) -> None:
        if programme is not None:
            kwargs["initial"] = {name: getattr(programme, name) for name in FIELDS}
            kwargs["skills"] = list(programme.skills.all())
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = language_choices()  # type: ignore[attr-defined]
        if programme is not None:
            del self.fields["organisation"], self.fields["slug"]
        else:
            self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """The arguments of the action that are the same for a new programme and a change."""
        return {name: self.cleaned_data[name] for name in FIELDS} | {"skills": self.chosen}


FIELDS = (
    "title", "about", "languages", "zone", "opens_on", "closes_on", "begins_on", "ends_on", "places", "check_in_weeks"
)  # fmt: skip


class QuestionForm(forms.Form):
    """One question of the application form."""

    label = forms.CharField(label=_("Question"), max_length=300, widget=forms.TextInput(attrs=TEXT))
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionKind)
    options = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=MOST_OPTIONS * 201,
        widget=forms.Textarea(attrs={"rows": 4} | TEXT),
        help_text=_("One in each line."),
    )
    audience = forms.ChoiceField(label=_("Who is asked?"), choices=QuestionFor)
    required = forms.BooleanField(label=_("Has to be answered"), required=False, initial=True)

    def clean_options(self) -> list[str]:
        """The lines that say something."""
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("This answer is too long."))
        return lines


class ApplicationForm(forms.Form):
    """An application, with the questions of the organisers."""

    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), widget=forms.CheckboxSelectMultiple, to_field_name="slug"
    )
    places = forms.IntegerField(
        label=_("How many mentees would you take at the same time?"), min_value=1, max_value=5, initial=1
    )

    def __init__(
        self, *args: Any, programme: Programme, role: str, questions: Collection[ProgrammeQuestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        skills: Any = self.fields["skills"]
        skills.queryset = programme.skills.all()
        skills.label_from_instance = lambda skill: skill.label
        if role == ProgrammeRole.MENTOR:
            skills.label = _("What could you share?")
        else:
            skills.label = _("What would you like to learn?")
            del self.fields["places"]
        self.names = {f"question_{question.pk}": str(question.pk) for question in questions}
        for question in questions:
            self.fields[f"question_{question.pk}"] = _field(question)

    @property
    def said(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = self.cleaned_data
        return {
            "skills": list(data["skills"]),
            "places": data.get("places") or 1,
            "answers": {key: data[name] for name, key in self.names.items()},
        }


def _field(question: ProgrammeQuestion) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": question.required}
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(min_value=-1_000_000, max_value=1_000_000, **common)
    if question.kind == QuestionKind.CHOICE:
        empty = [] if question.required else [("", _("No answer"))]
        choices = [*empty, *((option, option) for option in question.options)]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3} | TEXT), **common)


class DecisionForm(forms.Form):
    """What organisers say to an application."""

    state = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("A few words to the applicant"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3} | TEXT),
    )

    def __init__(self, *args: Any, application: ProgrammeApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = DECISIONS.get(application.state, frozenset())
        words = {
            ApplicationState.ACCEPTED: _("Accept"),
            ApplicationState.WAITING: _("Put on the waiting list"),
            ApplicationState.DECLINED: _("Decline"),
        }
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state, label) for state, label in words.items() if state in possible
        ]


class ReasonForm(forms.Form):
    """Why organisers change something by hand."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3} | TEXT),
        help_text=_("Only the organisers read this."),
    )


class PairForm(ReasonForm):
    """Two people whom organisers put together."""

    learner = forms.ModelChoiceField(Party.objects.none(), label=_("Mentee"), to_field_name="uid")
    sharer = forms.ModelChoiceField(Party.objects.none(), label=_("Mentor"), to_field_name="uid")
    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"), to_field_name="slug")
    field_order = ("learner", "sharer", "skill", "reason")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accepted = programme.applications.accepted()
        learner, sharer, skill = (self.fields[name] for name in ("learner", "sharer", "skill"))
        learner.queryset = _parties(accepted.mentees())  # type: ignore[attr-defined]
        sharer.queryset = _parties(accepted.mentors())  # type: ignore[attr-defined]
        skill.queryset = programme.skills.all()  # type: ignore[attr-defined]
        skill.label_from_instance = lambda skill: skill.label  # type: ignore[attr-defined]


class ReplaceForm(ReasonForm):
    """Another mentor for a mentee."""

    sharer = forms.ModelChoiceField(Party.objects.none(), label=_("Mentor"), to_field_name="uid")
    field_order = ("sharer", "reason")

    def __init__(self, *args: Any, programme: Programme, now: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = _parties(programme.applications.accepted().mentors()).exclude(pk=now.pk)
        self.fields["sharer"].queryset = rows  # type: ignore[attr-defined]


class CheckInForm(forms.Form):
    """How it goes."""

    going = forms.ChoiceField(label=_("How is it going?"), choices=Going, widget=forms.RadioSelect)
    meetings = forms.IntegerField(
        label=_("How often have you met since the last time?"), min_value=0, max_value=100, required=False
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5} | TEXT),
        help_text=_("Only the organisers read this. If somebody harms you, do not write it here: report it."),
    )


def _parties(applications: Any) -> Any:
    return Party.objects.with_names().filter(pk__in=applications.values("party")).order_by("pk")
