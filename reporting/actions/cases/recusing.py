"""Stepping back, and conflicts that are found later: a wall, no grant, a new key; and up when too few are left."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.climbing import climb
from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.receiving import add_walls, walls_of
from reporting.actions.renewing import everybody_with, take_out
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import OpenCase
from reporting.conflicts import tokens_against, tokens_of_each
from reporting.enums import GrantPurpose, ItemKind
from reporting.errors import CaseChanged, NobodyCanRead
from reporting.models import Case, Grant
from reporting.policy import Act, may
from reporting.queries.families import parts_of, root_of
from reporting.routing import free_handlers
from reporting.states import StepKind
from wikilearn.people.models import Person


@transaction.atomic
def recuse(*, actor: Person, case: Case, open_case: OpenCase | None = None, on: datetime | None = None) -> Case:
    """Step back from a case for good: from now on it does not exist for the actor.

    With the vault open the case gets a new key at once; without, the next handler who opens it makes one. Too few
    handlers left: the case climbs. What was merged goes along. Raises `NoSuchCase`.
    """
    lock_family(case)
    case = lock(_root_for(actor, case), actor=actor, act=Act.READ)
    return _shut_out(case, tokens_against([actor]), [actor], StepKind.RECUSED, actor, open_case, on)


@transaction.atomic
def wall_person(
    *,
    actor: Person,
    case: Case,
    person: Person,
    open_case: OpenCase | None = None,
    accused: bool = False,
    on: datetime | None = None,
) -> Case:
    """A conflict of interest of somebody else was found: the case stops to exist for them.

    Who is found to be accused takes those along whom they declared to be close to. With `accused` (and `open_case`)
    their name is sealed into the case, too, so that they can be asked (`ask_accused`). Raises `NoSuchCase`,
    `CaseRefused`.
    """
    case = lock(lock_family(case).root, actor=actor)
    if person.pk == actor.pk:
        raise CaseRefused(_("For yourself, please step back."), field="username")
    if accused:
        _name_accused(case, actor, person, open_case)
    return _shut_out(case, tokens_of_each([person])[person.pk], [person], StepKind.WALLED, actor, open_case, on)


def _name_accused(case: Case, actor: Person, person: Person, open_case: OpenCase | None) -> None:
    if open_case is None:
        raise ValueError(open_case)
    if open_case.case.pk != case.pk:
        raise CaseChanged
    open_case.write(ItemKind.ACCUSED_LATER, person.username, author=actor)


def climb_where_too_few(cases: Iterable[Case], *, on: datetime | None = None) -> None:
    """Somebody left these cases, which are locked: those that are open and have too few readers now climb."""
    now = on or timezone.now()
    for case in cases:
        if case.merged_into_id is None and case.is_open and _too_few(case, now, set()):
            climb(case=case, kind=StepKind.CLIMBED_RECUSED, on=now)


def _shut_out(
    case: Case,
    tokens: frozenset[bytes],
    people: list[Person],
    kind: StepKind,
    actor: Person,
    open_case: OpenCase | None,
    on: datetime | None,
) -> Case:
    now = on or timezone.now()
    add_walls(case, tokens)
    gone = set(_holders_behind(case, people))
    if case.assignee_id in gone:
        case.assignee = None
    note_step(case, kind, actor=actor, on=now)
    take_out(case, gone)
    case.rekey_due = case.rekey_due or bool(gone)
    case.save()
    for other in _relatives(case):
        _shut_out_of_other(other, tokens, people)
    if case.is_open and _too_few(case, now, gone):
        climb(case=case, kind=StepKind.CLIMBED_RECUSED, on=now)
    if gone and open_case is not None and open_case.case.pk == case.pk:
        _rekey(case, actor, open_case, gone)
    Grant.objects.filter(case=case, person__in=gone).delete()
    case.refresh_from_db()
    return case


def _root_for(actor: Person, case: Case) -> Case:
    """The case that this one was merged into, unless the actor never got a key of that."""
    root = root_of(case)
    return root if may(actor, Act.SEE, root) else case


def _relatives(case: Case) -> list[Case]:
    root = root_of(case)
    return [each for each in (root, *parts_of(root)) if each.pk != case.pk]


def _shut_out_of_other(other: Case, tokens: frozenset[bytes], people: list[Person]) -> None:
    """The same for what was merged with this case; the next reader who opens it makes its new key."""
    add_walls(other, tokens)
    take_out(other, _holders_behind(other, people))
    Case.objects.filter(pk=other.pk).update(rekey_due=True)


def _rekey(case: Case, actor: Person, open_case: OpenCase, gone: set[int]) -> None:
    """A new key without them, if that leaves anybody; who comes later finds `rekey_due` otherwise."""
    try:
        with transaction.atomic():
            rotate_case(actor=actor, open_case=open_case, without=list(Person.objects.filter(pk__in=gone)))
    except NobodyCanRead:
        return
    Case.objects.filter(pk=case.pk).update(rekey_due=False)


def _holders_behind(case: Case, people: list[Person]) -> list[int]:
    """Ids of those who hold a grant, held back ones too, or a loan, and whom the walls now mean; with these people."""
    holders = Person.objects.filter(pk__in=everybody_with(case))
    walls = walls_of(case)
    tokens = tokens_of_each(list(holders))
    return sorted({pk for pk, found in tokens.items() if found & walls} | {person.pk for person in people})


def _too_few(case: Case, now: datetime, gone: set[int]) -> bool:
    """Whether fewer than the quorum of those who hold a key may still work on it."""
    keys = Grant.objects.live().filter(case=case, epoch=case.epoch, purpose=GrantPurpose.CASE)
    holding = set(keys.values_list("person_id", flat=True)) - gone
    free = [person for person in free_handlers(case.body, tokens=walls_of(case), on=now) if person.pk in holding]
    return len(free) < max(1, case.body.quorum)
