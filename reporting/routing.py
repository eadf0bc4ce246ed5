"""Which body reads a case, decided before any key is given: walls, who is eligible, the quorum, the way up.

The first body of the jurisdiction table with as many free handlers as its quorum asks for is responsible. The free
handlers of the bodies after it get a grant that is held back (standby), so that the case can climb without a key of
its own on the server. Where no body has its quorum, the last one that has anybody at all reads; nobody at all is an
error that the reporter is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from reporting.conflicts import tokens_of_each
from reporting.keyrings import Asked
from reporting.readiness import ready_keys
from ucoc.enums import MemberCapacity
from ucoc.jurisdiction import Question, Step
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import MemberStanding, standings_by_body
from ucoc.queries.jurisdiction import responsible
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person

MOST_STANDBY = 60
"""How many people of the bodies above get a grant that is held back; those of the nearest bodies first."""


class NobodyFree(DomainError):
    """No body has a single handler who may read this; the reporter is told so and nothing is kept."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who reads a case, and who could next.

    `position` is the index in `steps` of the responsible body; `skipped` are the bodies before it that had too few.
    `custodians` keep the identity box. `asked` is what was read about all of them, for whoever seals for them now.
    """

    position: int
    steps: tuple[Step, ...]
    readers: tuple[Person, ...]
    standby: tuple[Person, ...]
    custodians: tuple[Person, ...]
    skipped: tuple[EnforcementBody, ...] = ()
    asked: Asked = field(default_factory=Asked, repr=False, compare=False)

    @property
    def step(self) -> Step:
        """The step of the responsible body."""
        return self.steps[self.position]

    @property
    def body(self) -> EnforcementBody:
        """The responsible body."""
        return self.step.body


def plan(
    question: Question,
    *,
    walled: Iterable[int] = (),
    tokens: frozenset[bytes] = frozenset(),
    on: datetime | None = None,
) -> Plan:
    """Who is to read a report about this. Raises `NobodyFree`.

    `walled` are ids of people, `tokens` walls of `reporting.conflicts`; either shuts a person out.
    """
    return plan_along(responsible(question), walled=walled, tokens=tokens, on=on)


def plan_along(
    steps: Sequence[Step],
    *,
    walled: Iterable[int] = (),
    tokens: frozenset[bytes] = frozenset(),
    on: datetime | None = None,
) -> Plan:
    """The same along given steps: for cases that are passed on or appealed."""
    shut_out = frozenset(walled)
    bodies = [step.body for step in steps]
    standings = _standings(bodies, on)
    free, asked = _free(bodies, standings, walled=shut_out, tokens=tokens)
    position = choose([len(people) for people in free], [step.body.quorum for step in steps])
    if position is None:
        raise NobodyFree(
            _("At the moment nobody could read this who is not concerned by it. Nothing was kept. Please try again.")
        )
    readers = free[position]
    return Plan(
        position=position,
        steps=tuple(steps),
        readers=tuple(readers),
        standby=tuple(_standby(readers, free[position + 1 :])),
        custodians=tuple(_custodians(standings.get(steps[position].body.pk, ()), readers)),
        skipped=tuple(step.body for step in steps[:position]),
        asked=asked,
    )


def choose(free: Sequence[int], quorums: Sequence[int]) -> int | None:
    """Index of the first body whose free handlers make its quorum; else the last that has any; None if none has."""
    for index, (number, quorum) in enumerate(zip(free, quorums, strict=True)):
        if number >= max(1, quorum):
            return index
    return max((index for index, number in enumerate(free) if number), default=None)


def free_handlers(
    body: EnforcementBody,
    *,
    walled: frozenset[int] = frozenset(),
    tokens: frozenset[bytes] = frozenset(),
    on: datetime | None = None,
) -> list[Person]:
    """Who of the body may read such a case now: eligible, with a live key and two-factor, and behind no wall."""
    return free_in_each([body], walled=walled, tokens=tokens, on=on)[0]


def free_in_each(
    bodies: Sequence[EnforcementBody],
    *,
    walled: frozenset[int] = frozenset(),
    tokens: frozenset[bytes] = frozenset(),
    on: datetime | None = None,
) -> list[list[Person]]:
    """The same for several bodies, in their order, with as many queries as for one."""
    return _free(bodies, _standings(bodies, on), walled=walled, tokens=tokens)[0]


def _standings(bodies: Sequence[EnforcementBody], on: datetime | None) -> dict[int, list[MemberStanding]]:
    """The members of those bodies that are not suspended, by primary key of the body."""
    return standings_by_body([body.pk for body in bodies if not body.suspended], on)


def _free(
    bodies: Sequence[EnforcementBody],
    standings: Mapping[int, Sequence[MemberStanding]],
    *,
    walled: frozenset[int],
    tokens: frozenset[bytes],
) -> tuple[list[list[Person]], Asked]:
    """Who is free in each of the bodies, and what was read about them."""
    eligible = {body: [each.member.person for each in rows if each.eligible] for body, rows in standings.items()}
    people = {person.pk: person for members in eligible.values() for person in members if person.pk not in walled}
    keys = ready_keys(people.values())
    names = tokens_of_each([people[pk] for pk in keys])
    free = {pk for pk in keys if not names[pk] & tokens}
    chosen = [[people[one.pk] for one in eligible.get(body.pk, ()) if one.pk in free] for body in bodies]
    return chosen, Asked(names, keys)


def _custodians(standings: Iterable[MemberStanding], readers: Sequence[Person]) -> list[Person]:
    """Those of the readers who keep identities; where the body has named none, all of them."""
    named = {each.member.person_id for each in standings if each.member.capacity == MemberCapacity.CUSTODIAN}
    return [person for person in readers if person.pk in named] or list(readers)


def _standby(readers: Sequence[Person], above: Iterable[Sequence[Person]]) -> list[Person]:
    seen = {person.pk for person in readers}
    waiting: list[Person] = []
    for people in above:
        for person in people:
            if person.pk not in seen and len(waiting) < MOST_STANDBY:
                seen.add(person.pk)
                waiting.append(person)
    return waiting
