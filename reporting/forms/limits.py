"""What trust and safety sends in about limits on reports."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LimitForm(forms.Form):
    """Whom, why, until when."""

    username = forms.CharField(label=_("Username"), max_length=255)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The person reads it. Say which reports you mean and why they were not honest."),
    )
    until = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Half a year at most.")
    )

    def clean_until(self) -> datetime:
        """The end of that day, in the zone of whoever writes."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))


class AnswerForm(forms.Form):
    """What becomes of an appeal."""

    lift = forms.TypedChoiceField(
        label=_("What do you decide?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Lift the limit")), ("no", _("Let it stand"))],
        widget=forms.RadioSelect,
        empty_value=None,
    )


class LimitFilterForm(forms.Form):
    """Which limits to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    username = forms.CharField(label=_("Username"), required=False, max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = [("", _("All")), ("live", _("In force")), ("appealed", _("Waiting for another look"))]
