"""What somebody has and lacks for a right that they may not hold yet."""

from dataclasses import dataclass
from datetime import date

from certification.enums import State
from certification.models import Fact
from certification.queries.asking import Required, requirements
from certification.standing import RequirementRow, Standing, readiness
from wikilearn.people.models import Person

READY = frozenset({State.CERTIFIED, State.RENEWAL_DUE, State.NOT_REQUIRED})


@dataclass(frozen=True, slots=True)
class Becoming:
    """The way to a right: where the person stands, and the requirements that come later."""

    standing: Standing
    required: Required
    coming: list[RequirementRow]

    @property
    def ready(self) -> bool:
        """Nothing that is required today is missing."""
        return self.standing.state in READY


def way_to(right: str, person: Person | None, at: date) -> Becoming:
    """For the right of that key; nobody in particular has nothing yet. Two queries at most."""
    facts = Fact.objects.filter(person=person).rows_by_person().get(person.pk, []) if person else []
    required = requirements([right])
    coming = [
        row
        for row in required.rows
        if row.path == "first" and row.in_force_from > at and row.in_force_from != row.in_force_until
    ]
    return Becoming(readiness(right, facts, required.rows, at), required, sorted(coming, key=lambda row: row[1:3]))
