"""Saying that a question is wrong, answering that; more time; exercises."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import AppealState, ExtraTimeReason, Remedy


class AppealForm(forms.Form):
    """What is wrong."""

    reason = forms.CharField(
        label=_("What is wrong with this question?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The authors read this with your answer, and are not told who you are."),
    )


class AppealAnswerForm(forms.Form):
    """The decision, what it means to grades, and a word to the learner."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (AppealState.ACCEPTED, _("Accept: the question or its key is wrong")),
            (AppealState.DECLINED, _("Decline: the question is right")),
        ],
        widget=forms.RadioSelect,
    )
    remedy = forms.ChoiceField(
        label=_("If you accept"), choices=Remedy, initial=Remedy.NONE, widget=forms.RadioSelect, required=False
    )
    answer = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        """What was declined has no remedy."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["remedy"] = Remedy(cleaned.get("remedy") or Remedy.NONE)
        if cleaned.get("state"):
            cleaned["state"] = AppealState(cleaned["state"])
        return cleaned


class ExtraTimeForm(forms.Form):
    """Who gets how much more time."""

    username = forms.CharField(label=_("Username"), max_length=255)
    percent = forms.IntegerField(
        label=_("More time in percent"),
        min_value=5,
        max_value=300,
        initial=50,
        help_text=_("50 makes 30 minutes of 20."),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=ExtraTimeReason,
        widget=forms.RadioSelect,
        help_text=_("Nothing else is kept about why. Please ask for no proof."),
    )


class ReportForm(forms.Form):
    """What one did in an exercise."""

    report = forms.CharField(
        label=_("What you did"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Only the authors and reviewers of the course read this."),
    )


class ReviewForm(forms.Form):
    """A word on what was handed in."""

    comment = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
