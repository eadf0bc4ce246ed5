"""Deciding, taking measures, following them, and appeals."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from ucoc.actions.measures import MeasureWish
from ucoc.enums import AppealFactor, AppealStatus, Conduct, Finding, MeasureKind, OnWiki, Severity
from ucoc.models.codes import Clause
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

DAY = forms.DateInput(attrs={"type": "date"})
AREA = forms.Textarea(attrs={"rows": 5})


def wiki_field(label: Any) -> forms.ModelChoiceField:
    """A wiki by its database name."""
    return forms.ModelChoiceField(
        Wiki.objects.all(),
        label=label,
        to_field_name="dbname",
        required=False,
        widget=forms.TextInput,
        help_text=_("Its database name, such as dewiki."),
    )


class PeopleField(forms.MultipleChoiceField):
    """Some of the members of a body, by the reference of the person."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.people: dict[str, Person] = {}

    def offer(self, people: list[Person]) -> None:
        """Let these be chosen."""
        self.people = {str(person.uid): person for person in people}
        self.choices = [(uid, person.username) for uid, person in self.people.items()]

    def clean(self, value: Any) -> list[Person]:
        """The people chosen."""
        return [self.people[uid] for uid in super().clean(value)]


class DecidersForm(forms.Form):
    """Who decides together with whoever sends the form."""

    deciders = PeopleField(label=_("Who decides together with you?"))

    def __init__(self, *args: Any, colleagues: list[Person], quorum: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deciders"]
        field.offer(colleagues)
        if not colleagues or quorum == 1:
            del self.fields["deciders"]

    @property
    def together(self) -> list[Person]:
        """Those who decide beside whoever sends the form."""
        return list(self.cleaned_data.get("deciders", []))


class DecisionForm(DecidersForm):
    """What the body found, and why."""

    case = forms.UUIDField(
        label=_("Reference of the case"),
        required=False,
        help_text=_("Empty for a case that is not handled on this site."),
    )
    conduct = forms.ChoiceField(label=_("What is it about?"), choices=Conduct.choices, initial=Conduct.NOT_SURE)
    severity = forms.ChoiceField(label=_("How grave is it?"), choices=Severity.choices, initial=Severity.NORMAL)
    finding = forms.ChoiceField(label=_("What did you find?"), choices=Finding.choices, widget=forms.RadioSelect)
    clauses = forms.ModelMultipleChoiceField(
        Clause.objects.none(),
        label=_("Clauses of the code"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=5_000,
        widget=AREA,
        help_text=_("The person concerned reads this. Do not name who reported, or what could lead to them."),
    )

    field_order = ("conduct", "severity", "finding", "clauses", "reasons", "deciders", "case")

    def __init__(self, *args: Any, clauses: QuerySet[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["clauses"]
        field.queryset = clauses
        field.label_from_instance = lambda clause: f"{clause.number} {clause.title}"

    def case_or_new(self) -> uuid.UUID:
        """The case named, or a reference of its own."""
        return self.cleaned_data["case"] or uuid.uuid4()


class MeasureForm(forms.Form):
    """One measure; left out where no kind is chosen."""

    kind = forms.ChoiceField(label=_("Measure"), choices=[("", _("None")), *MeasureKind.choices], required=False)
    username = forms.CharField(label=_("Username of the person concerned"), max_length=255, required=False)
    local_account = forms.BooleanField(
        label=_("The account on this site is meant"),
        required=False,
        help_text=_(
            "Only for somebody who has not linked their account of the wikis. Be sure that it is the same person."
        ),
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DAY,
        help_text=_("An assigned course is passed by this day. A temporary block ends with it."),
    )
    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("Assigned course"), to_field_name="slug", required=False
    )
    wiki = wiki_field(_("Only on this wiki"))
    scope = forms.CharField(
        label=_("What exactly"),
        max_length=500,
        required=False,
        help_text=_("For example: no messages to this person, or the pages that are blocked."),
    )
    public = forms.BooleanField(
        label=_("Public"), required=False, help_text=_("Everybody may read that it was taken, and until when.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["course"]
        field.queryset = Course.objects.filter(published_revision__isnull=False).order_by("slug")

    def clean(self) -> dict[str, Any]:
        """A measure names somebody."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") and not data.get("username", "").strip():
            self.add_error("username", ValidationError(_("Please say whom the measure is about."), code="required"))
        return data

    def wish(self) -> MeasureWish | None:
        """The measure, if a kind was chosen."""
        data = self.cleaned_data
        if not data.get("kind"):
            return None
        named = Person.objects.present().named(data["username"])
        person = (named if data["local_account"] else named.linked()).first()
        return MeasureWish(
            kind=data["kind"],
            person=person,
            username="" if person else normalise(data["username"]),
            wiki=data["wiki"],
            scope=data["scope"],
            until=data["until"],
            course=data["course"],
            public=data["public"],
        )


class FollowForm(forms.Form):
    """What the wiki did."""

    status = forms.ChoiceField(label=_("On the wiki"), choices=OnWiki.choices)
    link = forms.URLField(label=_("Link to the action"), required=False, max_length=500, assume_scheme="https")


class AppealForm(forms.Form):
    """Why another body should look again."""

    factors = forms.MultipleChoiceField(
        label=_("Why should another body look again?"),
        choices=AppealFactor.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=5_000,
        widget=AREA,
        help_text=_("Those who look again read this. Nobody of those who decided first takes part."),
    )


class AnswerAppealForm(DecidersForm):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (AppealStatus.UPHELD.value, _("Upheld: the decision stays")),
            (AppealStatus.CHANGED.value, _("Changed: another measure takes its place")),
            (AppealStatus.OVERTURNED.value, _("Overturned: the measures end")),
            (AppealStatus.SENT_BACK.value, _("Sent back: the first body decides anew")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=5_000, widget=AREA, help_text=_("The person concerned reads this.")
    )

    field_order = ("outcome", "reasons", "deciders")
