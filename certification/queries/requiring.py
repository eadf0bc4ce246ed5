"""What a requirement would do before it is set or ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from certification.enums import Path, State
from certification.models import Period, Requirement
from certification.queries.asking import WikiHolders, held_of, requirements
from certification.standing import RequirementRow
from courses.models import Course, Topic
from wikilearn.core.dates import today
from wikilearn.movement.models import Holding, Right

GOOD = frozenset({State.CERTIFIED, State.RENEWAL_DUE, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for the accounts that hold the right now.

    `certified`: have the topic on the day it comes into force. `in_transition`: enter a transition then. `losing`:
    count as certified for the right until the transition ends (`lost_on` is the day after) and, if they do nothing,
    not any more. `relieved`: are asked for less than before.
    """

    holders: int
    certified: int = 0
    in_transition: int = 0
    losing: int = 0
    lost_on: date | None = None
    relieved: int = 0


def effect_of(
    *,
    right: Right,
    topic: Topic,
    in_force_from: date,
    transition_ends: date,
    path: Path | str = Path.FIRST,
    course: Course | None = None,
    window_days: int = 90,
    **_terms: object,
) -> Effect:
    """Computes the standing of every holder with and without the new version; ten queries however many they are."""
    row = RequirementRow(
        right.key,
        topic.key,
        in_force_from,
        transition_ends,
        None,
        path,
        window_days,
        course.slug if course is not None else None,
    )
    holding = Holding.objects.filter(right=right).held_at()
    people = holding.filter(person__isnull=False).values("person_id")
    covered = Period.objects.covering(in_force_from).filter(topic=topic, person__in=people)
    lost_on = transition_ends + timedelta(days=1)
    before, after = _compared(right, in_force_from, row)
    lost_before, lost_after = _compared(right, lost_on, row)
    return Effect(
        holders=holding.values("username").distinct().count(),
        certified=covered.values("person").distinct().count(),
        in_transition=len(
            {who for who, state in after.items() if state == State.IN_TRANSITION and state != before[who]}
        ),
        losing=len({who for who, state in lost_after.items() if state not in GOOD and lost_before[who] in GOOD}),
        lost_on=lost_on,
    )


def effect_of_ending(requirement: Requirement, day: date) -> Effect:
    """How many holders are asked for less if the version ends on a day."""
    holding = Holding.objects.filter(right=requirement.right).held_at()
    before, after = _compared(requirement.right, day, None, ended=requirement)
    return Effect(
        holders=holding.values("username").distinct().count(),
        relieved=sum(before[who] != state for who, state in after.items()),
    )


def _compared(
    right: Right, day: date, row: RequirementRow | None, *, ended: Requirement | None = None
) -> tuple[dict[tuple[str, str | None], State], dict[tuple[str, str | None], State]]:
    """The state of each holding on a day as things are, and with the row added or a version ended."""
    held = held_of(Q(right=right), today())
    required = requirements({right.key})
    before = _states(WikiHolders("", day, held, required))
    rows = list(required.rows)
    if row is not None:
        same = [each for each in rows if (each.topic, each.path) == (row.topic, row.path)]
        rows = [each for each in rows if each not in same]
        rows += [_ended(each, row.in_force_from) for each in same]
        rows.append(row)
    if ended is not None:
        rows = [
            each
            for each in rows
            if (each.topic, each.path, each.in_force_from) != (ended.topic.key, ended.path, ended.in_force_from)
        ]
    required.rows[:] = rows
    return before, _states(WikiHolders("", day, held, required))


def _ended(row: RequirementRow, day: date) -> RequirementRow:
    return row._replace(in_force_until=day) if row.in_force(day) else row


def _states(holders: WikiHolders) -> dict[tuple[str, str | None], State]:
    return {
        (answer.username, answer.standings[0].wiki): answer.standings[0].state
        for answer in holders.answers(holders.held)
    }
