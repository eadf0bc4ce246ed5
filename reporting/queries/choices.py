"""What the form of a report lets people choose from."""

from reporting.models import MatchKey
from ucoc.models import Clause, CodeVersion, EnforcementBody


def clause_choices() -> list[tuple[str, str]]:
    """The clauses on unacceptable behaviour in force: number, and number with title in the language of the page."""
    version = CodeVersion.objects.in_force()
    if version is None:
        return []
    clauses = Clause.objects.filter(version=version, kind="unacceptable").order_by("position")
    return [(clause.number, f"{clause.number} {clause.title}") for clause in clauses]


def bodies_on() -> list[tuple[str, str]]:
    """Every body that a reporter may shut out: slug and name."""
    return [(body.slug, body.name) for body in EnforcementBody.objects.at_work()]


def matching_is_on() -> bool:
    """Whether there are officers who could look for matches."""
    return MatchKey.objects.filter(ended_at=None).exists()
