"""Care for those who read what is hard to read: a count of their own, and a way to put cases down in one step."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from reporting.actions.cases.locking import lock_families
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import assign_case, readers_of
from reporting.models import Case, Exposure
from reporting.policy import Act, cases_for
from ucoc.enums import Severity
from wikilearn.core.dates import today
from wikilearn.people.models import Person

KEPT = timedelta(days=60)
"""How long a day is remembered."""
_COUNT = """
    INSERT INTO reporting_exposure (person_id, day, opened) VALUES (%s, %s, %s)
    ON CONFLICT (person_id, day) DO UPDATE SET opened = reporting_exposure.opened + EXCLUDED.opened
"""


def note_opened(*, actor: Person, number: int, day: date | None = None) -> None:
    """Count so many texts or files as opened today; one query. Of which case is written nowhere."""
    if number < 1:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [actor.pk, day or today(), number])


def forget_exposures(day: date | None = None) -> int:
    """Forget the days that are too long ago; how many."""
    return Exposure.objects.filter(day__lt=(day or today()) - KEPT).delete()[0]


@transaction.atomic
def put_down(*, actor: Person) -> tuple[int, int]:
    """Give all one's open cases back to their readers, who are told; how many went, and how many emergencies stay.

    An emergency stays until somebody else has it: it must not lie with nobody. Deadlines run on. What a colleague took
    over meanwhile is theirs: the cases are asked for again when they are locked, all before anything is logged.
    """
    in_hand = cases_for(actor, Act.WORK).filter(assignee=actor)
    lock_families(in_hand.values_list("pk", flat=True))
    mine = list(cases_for(actor, Act.WORK).filter(assignee=actor).order_by("pk"))
    going = [case for case in mine if case.severity != Severity.EMERGENCY]
    colleagues: dict[int, Person] = {}
    for case in going:
        assign_case(actor=actor, case=case, to=None)
        colleagues |= {person.pk: person for person in readers_of(case) if person.pk != actor.pk}
    tell_soon(colleagues.values(), on=timezone.now())
    return len(going), len(mine) - len(going)


def cases_in_hand(person: Person) -> list[Case]:
    """The open cases that the person has taken, the most urgent first."""
    return list(cases_for(person, Act.WORK).filter(assignee=person).most_urgent_first().select_related("body", "wiki"))
