"""The audit log of incident reporting: pseudonyms for people, identifiers for cases, no content."""

from typing import Any
from uuid import UUID

from reporting.models import Case
from reporting.peppers import pseudonym
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

REPORTER = "reporter"
"""The actor of whatever is done with a receipt."""


def log(*, actor: Person | str | None, action: str, case: Case | UUID | None = None, **details: Any) -> None:
    """Append `reporting.<action>` about a case to the audit log. People in `details` come as `pseudonym` gives them."""
    who = pseudonym(actor) if isinstance(actor, Person) else actor or SYSTEM
    target = f"case:{case.pk if isinstance(case, Case) else case}" if case else who
    record(actor=who, action=f"reporting.{action}", target=target, details=details)
