"""How long a settled case is kept: then it is shredded. Open cases have no such day, they climb instead."""

from datetime import date

from ucoc.enums import Severity
from wikilearn.core.dates import add_months

MONTHS = {Severity.EMERGENCY: 36, Severity.HIGH: 36, Severity.NORMAL: 24, Severity.LOW: 12}
"""As long as earlier measures count for later ones, and a year more where somebody was in danger."""


def kept_until(settled: date, severity: str) -> date:
    """The last day on which a case that was settled on a day is kept."""
    return add_months(settled, MONTHS[Severity(severity)])
