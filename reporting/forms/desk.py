"""What the desk and the rota send in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ucoc.enums import Severity
from ucoc.models import EnforcementBody
from wikilearn.people.models import Person

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class OnCallForm(forms.Form):
    """Who is on call when; times are in the zone of whoever writes."""

    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Enforcement body"), queryset=EnforcementBody.objects.none()
    )
    person: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    since = forms.DateTimeField(label=_("From"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    until = forms.DateTimeField(label=_("Until"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    rung = forms.ChoiceField(
        label=_("Is alarmed"), choices=[("0", _("first")), ("1", _("second")), ("2", _("third"))], initial="0"
    )

    def __init__(self, *args: Any, bodies: QuerySet[EnforcementBody], people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset, fields["person"].queryset = bodies, people


class SeverityForm(forms.Form):
    """How urgent it is."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, widget=forms.RadioSelect)


class RelationForm(forms.Form):
    """Somebody one is close to."""

    username = forms.CharField(
        label=_("Username"), max_length=255, help_text=_("Of somebody close to you, or of another account of yours.")
    )
