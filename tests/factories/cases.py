"""Bodies with handlers whose vaults are open, and cases that came to them the way real ones do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reporting.actions.cases.receiving import receive_case
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.conflicts import tokens_to_wall
from reporting.keyrings import UnlockedVault
from reporting.routing import plan_along
from tests.factories.enforcing import BodyFactory, LocalBodyFactory, MemberFactFactory, member_of
from tests.factories.people import PersonFactory
from tests.factories.reporting import vault_for
from ucoc.enums import BodyKind, MemberFactKind
from ucoc.jurisdiction import Question, Step
from ucoc.models import EnforcementBody
from wikilearn.people.models import Person


def handler(body: EnforcementBody, person: Person | None = None, **more: Any) -> UnlockedVault:
    """Somebody of the body who can take cases: two-factor, agreement, an open vault."""
    return vault_for(member_of(body, person or PersonFactory(two_factor=True), **more))


def translator(**more: Any) -> UnlockedVault:
    """Somebody of no body who may be lent a text: two-factor, agreement, an open vault."""
    vault = vault_for(PersonFactory(two_factor=True, **more))
    MemberFactFactory(person=vault.person, kind=MemberFactKind.AGREEMENT)
    return vault


Handlers = list[UnlockedVault]


def bodies(local: int = 2, above: int = 2, **more: Any) -> tuple[EnforcementBody, EnforcementBody, Handlers, Handlers]:
    """A body of a wiki and the U4C, with so many handlers each."""
    first, last = LocalBodyFactory(**more), BodyFactory(kind=BodyKind.U4C)
    return first, last, [handler(first) for _each in range(local)], [handler(last) for _each in range(above)]


def steps(*way: EnforcementBody) -> list[Step]:
    """These bodies as a route: a day to acknowledge, ten to decide."""
    return [Step(body, 24, 10, "") for body in way]


def arrived(
    *way: EnforcementBody,
    names: Sequence[str] = (),
    people: Sequence[Person] = (),
    text: str = "What happened",
    on: datetime | None = None,
    question: Question | None = None,
    **more: Any,
) -> OpenCase:
    """A case that was sent to the first of these bodies that can take it; `names` and `people` are accused."""
    walls = tokens_to_wall(names=names, people=people)
    plan = plan_along(steps(*way), tokens=walls, on=on)
    case = receive_case(question=question or Question(), plan=plan, walls=walls, on=on, **more)
    opened = open_case_file(
        case=case, readers=plan.readers, standby=plan.standby, custodians=plan.custodians, identity=None
    )
    opened.write("report", text, author=None)
    opened.fresh = False
    return opened
