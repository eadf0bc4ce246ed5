"""What people send in, by what it is about."""

from certification.forms.asking import (
    DayField,
    DayForm,
    ForecastForm,
    HoldersForm,
    NamesForm,
    OneForm,
    RightHoldersForm,
    WikiForm,
)
from certification.forms.requiring import RequirementForm

__all__ = [
    "DayField",
    "DayForm",
    "ForecastForm",
    "HoldersForm",
    "NamesForm",
    "OneForm",
    "RequirementForm",
    "RightHoldersForm",
    "WikiForm",
]
