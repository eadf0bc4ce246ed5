"""What a learner writes down for themself, and what they say of a course."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RATINGS = [
    ("5", pgettext_lazy("rating", "5 – very good")),
    ("4", pgettext_lazy("rating", "4 – good")),
    ("3", pgettext_lazy("rating", "3 – so-so")),
    ("2", pgettext_lazy("rating", "2 – poor")),
    ("1", pgettext_lazy("rating", "1 – very poor")),
]


class BookmarkForm(forms.Form):
    """A note, which may stay empty."""

    note = forms.CharField(
        label=_("Note"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Only you can read it."),
    )


class FeedbackForm(forms.Form):
    """A rating and a comment for the authors."""

    rating = forms.TypedChoiceField(
        label=_("How good is this course?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What should the authors know?"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Only the authors of the course read it, without your name."),
    )
