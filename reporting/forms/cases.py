"""What handlers send in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.states import CaseState
from ucoc.enums import Severity
from ucoc.forms.decisions import DecisionForm
from ucoc.models import EnforcementBody
from wikilearn.people.models import Person

DAY = forms.DateInput(attrs={"type": "date"})
LONGEST = 20_000


def words(label: Any, *, rows: int = 5, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text in the handler's own words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        strip=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"}),
    )


class CaseFilterForm(forms.Form):
    """Filters of the queue: clear fields only."""

    state = forms.ChoiceField(label=_("State"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    assignee = forms.ChoiceField(label=_("Taken by"), required=False)
    body = forms.TypedChoiceField(label=_("Enforcement body"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=_("Received from"), required=False, widget=DAY)
    until = forms.DateField(label=_("Received until"), required=False, widget=DAY)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=20)

    def __init__(self, *args: Any, bodies: Iterable[EnforcementBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [("", _("Open")), ("all", _("All")), *CaseState.choices]
        fields["severity"].choices = [("", _("Any")), *Severity.choices]
        fields["assignee"].choices = [("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody yet"))]
        fields["body"].choices = [("", _("Any")), *((body.pk, str(body)) for body in bodies)]


class NoteForm(forms.Form):
    """A note among handlers."""

    text = words(_("Note"), rows=3, help_text=_("Only handlers of this case read it."))


class MessageForm(forms.Form):
    """A message to the reporter."""

    text = words(_("Message to the reporter"))
    wait = forms.BooleanField(
        label=_("We need an answer to go on"), required=False, help_text=_("The deadline waits for the reporter.")
    )


class PartMessageForm(forms.Form):
    """A message to the reporter of a case that was merged into another."""

    text = words(
        _("Message to this reporter"), help_text=_("Only this reporter reads it. Say nothing about the others.")
    )


class AssignForm(forms.Form):
    """Who is to take the case."""

    to: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Handler"), queryset=Person.objects.none())
    text = words(_("What they should know"), rows=3, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = people


class CloseForm(forms.Form):
    """How it ended, for the reporter."""

    outcome = words(
        _("What the reporter reads about the outcome"),
        required=False,
        help_text=_("Say what was found and what follows, without details about other people."),
    )


class DecideForm(DecisionForm):
    """What the body found, with what the reporter reads about it; what it is about stands in the case already."""

    outcome = words(
        _("What the reporter reads about the outcome"),
        help_text=_("Say what was found and what follows, without details about other people."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("case", "conduct", "severity"):
            del self.fields[name]
        self.order_fields(["finding", "clauses", "reasons", "outcome", "deciders"])

    def wish(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("finding", "clauses", "reasons", "outcome")
        return {name: self.cleaned_data[name] for name in names} | {"deciders": self.together}


class ForwardForm(forms.Form):
    """To which body, and how."""

    kind = forms.ChoiceField(
        label=_("How"),
        choices=[("forwarded", _("Escalate: it is beyond us")), ("referred", _("Refer: it is theirs"))],
        widget=forms.RadioSelect,
        initial="forwarded",
    )
    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Enforcement body"), queryset=EnforcementBody.objects.none()
    )

    def __init__(self, *args: Any, bodies: QuerySet[EnforcementBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = bodies


class HandOnForm(forms.Form):
    """What colleagues of the other body have to know."""

    text = words(_("What your colleagues have to know"), required=False)


class WallForm(forms.Form):
    """Somebody else's conflict of interest."""

    username = forms.CharField(label=_("Username"), max_length=255)
    accused = forms.BooleanField(
        label=_("The case is about this person too"),
        required=False,
        help_text=_("Then they can be asked. Their name is sealed into the case. The reporter does not read it."),
    )
