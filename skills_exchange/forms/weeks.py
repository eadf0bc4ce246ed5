"""The hours of a week as a table of check boxes, which works by keyboard, by touch and without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from skills_exchange import weeks

PRESETS: dict[str, tuple[Any, int]] = {
    "evenings": (
        _("Add weekday evenings"),
        weeks.from_hours(day * 24 + hour for day in range(5) for hour in range(18, 22)),
    ),
    "days": (
        _("Add weekday daytimes"),
        weeks.from_hours(day * 24 + hour for day in range(5) for hour in range(9, 17)),
    ),
    "weekends": (
        _("Add weekends"),
        weeks.from_hours(day * 24 + hour for day in (5, 6) for hour in range(9, 21)),
    ),
}
"""What one press of a button adds: its name and the hours, as a local mask."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one day."""

    value: int
    checked: bool
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One hour of all days."""

    label: str
    cells: tuple[Cell, ...]


class WeekGrid(forms.Widget):
    """168 check boxes called `hours`, a row for each hour of the day and a column for each day, Monday first."""

    template_name = "skills_exchange/profiles/week_grid.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the table."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        mask = value if isinstance(value, int) else 0
        context["widget"] |= {
            "days": [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)],
            "rows": list(_rows(mask)),
            "presets": [
                (key, label, ",".join(map(str, weeks.hours_of(hours)))) for key, (label, hours) in PRESETS.items()
            ],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002 - of Django
        """The hours that were sent."""
        return list(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - of Django
        """No box ticked is an answer, too."""
        return False


def _rows(mask: int) -> Iterator[Row]:
    for hour in range(24):
        label = time_format(time(hour), "TIME_FORMAT")
        yield Row(
            label,
            tuple(
                Cell(day * 24 + hour, bool(mask >> (day * 24 + hour) & 1), f"{WEEKDAYS[day]}, {label}")
                for day in range(7)
            ),
        )


class WeekField(forms.Field):
    """Gives a local mask of hours."""

    widget = WeekGrid

    def prepare_value(self, value: Any) -> Any:
        """What was sent is shown again as far as it can be."""
        return _mask(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> int:
        """The mask. ValidationError for hours that no week has."""
        mask = _mask(value)
        if mask is None:
            raise ValidationError(_("A week has 168 hours."), code="week")
        return mask


def _mask(value: Any) -> int | None:
    try:
        return weeks.from_hours(int(each) for each in value or [])
    except (ValueError, TypeError):
        return None
