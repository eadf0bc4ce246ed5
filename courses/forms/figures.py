"""Of which time figures are asked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.queries.figures import Span
from wikilearn.core.dates import add_months, today

USUAL, LONGEST = 12, 60
"""How many months are shown unless somebody asks for others, and how many at most."""


class MonthField(forms.DateField):
    """A month; gives its first day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-01", "dir": "ltr"})
        super().__init__(widget=widget, input_formats=["%Y-%m"], required=False, **kwargs)


class SpanForm(forms.Form):
    """From month to month. Whatever makes no sense gives the usual time."""

    first = MonthField(label=_("From month"))
    last = MonthField(label=_("To month"))

    @property
    def span(self) -> Span:
        """The time asked for, or the last twelve months."""
        self.is_valid()
        now = today().replace(day=1)
        last = self.cleaned_data.get("last") or now
        first = self.cleaned_data.get("first") or add_months(last, 1 - USUAL)
        if not date(2000, 1, 1) <= first <= last <= now:
            first, last = add_months(now, 1 - USUAL), now
        return Span(max(first, add_months(last, 1 - LONGEST)), last)

    @classmethod
    def showing(cls, span: Span) -> "SpanForm":
        """The form that says what is shown."""
        return cls({"first": f"{span.first:%Y-%m}", "last": f"{span.last:%Y-%m}"})
