"""What is typed by people who come back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.forms.report import Words
from reporting.intake import texts
from ucoc.enums import AppealFactor


class ReceiptForm(forms.Form):
    """The receipt, in any digits, with or without blanks."""

    receipt = forms.CharField(
        label=_("Your numbers"),
        help_text=_("Thirty digits, as you wrote them down."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr", "spellcheck": "false"}
        ),
        error_messages={"max_length": _("This is more than a receipt.")},
    )


class MessageForm(forms.Form):
    """A message to the people who handle the report."""

    text = Words(label=_("Your message"), rows=5, longest=texts.LONGEST)
    shareable = forms.BooleanField(label=_("The accused may be told what this message says"), required=False)


class NewsForm(forms.Form):
    """What is new since the case was settled."""

    text = Words(label=_("What is new?"), rows=5, longest=texts.LONGEST)


class RatingForm(forms.Form):
    """How it was handled."""

    stars = forms.TypedChoiceField(
        label=_("How was your report handled?"),
        coerce=int,
        choices=[(5, _("Very well")), (4, _("Well")), (3, _("So-so")), (2, _("Badly")), (1, _("Very badly"))],
        widget=forms.RadioSelect,
    )
    words = Words(label=_("In your own words"), required=False)


class AppealForm(forms.Form):
    """Why somebody asks for another look at a limit."""

    words = Words(label=_("Why should somebody else look at it?"), rows=5, longest=2000)


class DecisionAppealForm(forms.Form):
    """Why another body should look at a decision again."""

    factors = forms.MultipleChoiceField(
        label=_("Why should another body look again?"),
        choices=AppealFactor.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one reason.")},
    )
    text = Words(
        label=_("In your own words"),
        help_text=_("Those who look again read this. Nobody of those who decided first takes part."),
        rows=6,
        longest=texts.LONGEST,
    )
