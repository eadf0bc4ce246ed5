"""Two reports about the same are worked on as one case, and their reporters learn nothing of each other.

The case that joins stays sealed under its own keys. To seal its texts anew under the keys of the other would lay the
words of one reporter where the key of the other reaches; so what keeps them apart is a key, not a filter. What is
united is who may read: first the walls of both count for both and everybody behind them is out, with new keys where
somebody held one; only then are readers of one let into the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.alarming import raise_alarm
from reporting.actions.cases.guards import CaseRefused, lock, move, note_step
from reporting.actions.cases.letters import log_taken_back, take_back_all
from reporting.actions.cases.locking import lock_families, lock_family
from reporting.actions.cases.receiving import add_walls, walls_of
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import mark_acknowledged, worded, words_of_reporter, write_to_reporter
from reporting.actions.lending import end_loans
from reporting.actions.logging import log
from reporting.actions.renewing import everybody_with
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import OpenCase, grant_case
from reporting.conflicts import tokens_of_each
from reporting.enums import GrantPurpose, ItemKind
from reporting.errors import FingerprintChanged
from reporting.keyrings import case_grants, keys_for, secret_of
from reporting.leaks import quotes
from reporting.models import Alarm, Case, Grant, RouteStop, SealedItem
from reporting.policy import Act
from reporting.queries.families import parts_of
from reporting.routing import free_handlers
from reporting.states import CaseState, StepKind
from ucoc.actions.figures import record_case_step
from ucoc.enums import CaseStepKind, Severity
from ucoc.models import Decision
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Merged:
    """The case that goes on, and readers who got no key of it all because the key that they have is a new one."""

    case: Case
    left_out: list[Person] = field(default_factory=list)


@transaction.atomic
def merge_cases(
    *, actor: Person, joining: OpenCase, into: OpenCase, parts: Sequence[OpenCase] = (), on: datetime | None = None
) -> Merged:
    """`joining` becomes a part of `into`; `parts` are those that `into` has already, open.

    The actor can work on both, and both are with the same body. Whoever a wall of either shuts out loses both, before
    anybody is granted anything. Questions to people who were reported end: whoever wants them asks again, for both.
    What is lent of the case that joins is given back: whoever wants it translated lends it again, for both.
    Raises `NoSuchCase`, `CaseRefused`, and `NobodyCanRead`.
    """
    now = on or timezone.now()
    joins, stays = _locked(actor, joining, into)
    _check(joins, stays, parts)
    family = [into, joining, *parts]
    letters = take_back_all([each.case for each in family])
    end_loans(joins)
    before = [len(_free_readers(each.case, now)) for each in (into, joining)]
    family = _unite_walls(actor, family)
    readers = _readers(stays, family, now)
    if len(readers) < max(1, min(stays.body.quorum, *before)):
        raise CaseRefused(_("Too few people could read both. The two cases stay apart."))
    left_out = _let_everybody_in(actor, family, readers)
    _hold_back_for_all(family, readers)
    _take_over(joins, stays, actor, now)
    tell_soon([person for person in readers if person.pk != actor.pk], on=now)
    log_taken_back(letters, actor=actor)
    log(actor=actor, action="case.joined", case=joins, into=str(stays.pk))
    return Merged(Case.objects.get(pk=stays.pk), left_out)


@transaction.atomic
def write_to_part(*, actor: Person, open_case: OpenCase, text: str, others: Sequence[OpenCase]) -> SealedItem:
    """A message to the reporter of a case that was merged into another; no other reporter ever reads it.

    It must not quote the `others`: all that the case was merged with, open. Raises `NoSuchCase` and `CaseRefused`.
    """
    family = lock_family(open_case.case)
    root = lock(family.root, actor=actor, act=Act.SETTLE)
    part = lock(open_case.case, actor=actor, act=Act.READ)
    if part.merged_into_id != root.pk:
        raise CaseRefused(_("This cannot be done with the case as it is now."))
    if {other.case.pk for other in others} != {each.pk for each in family.members} - {part.pk}:
        raise CaseRefused(_("Another report was merged into this case meanwhile. Please look at it first."))
    refuse_telling(text, others, field="text")
    item = open_case.write(ItemKind.MESSAGE_TO_REPORTER, worded(text), author=actor)
    note_step(part, StepKind.ASKED_REPORTER, actor=actor)
    return item


@transaction.atomic
def grant_family(
    *, actor: Person, open_case: OpenCase, parts: Sequence[OpenCase], person: Person, confirmed: str = ""
) -> Grant:
    """Let somebody into a case and into those that were merged into it, also who has a key of some of them already."""
    lock_family(open_case.case)
    demand_parts(open_case.case, parts)
    for part in parts:
        grant_case(actor=actor, open_case=part, person=person, confirmed=confirmed)
    return grant_case(actor=actor, open_case=open_case, person=person, confirmed=confirmed)


@transaction.atomic
def write_to_root(
    *, actor: Person, open_case: OpenCase, parts: Sequence[OpenCase], text: str, wait: bool = False
) -> SealedItem:
    """A message to the reporter of the case that others were merged into; it must not quote those."""
    lock_family(open_case.case)
    demand_parts(open_case.case, parts)
    refuse_telling(text, parts, field="text")
    return write_to_reporter(actor=actor, open_case=open_case, text=text, wait=wait)


def refuse_telling(text: str, others: Iterable[OpenCase], *, field: str) -> None:
    """Raise `CaseRefused` if a text for one reporter quotes what another one wrote, also in translation."""
    for other in others:
        if quotes(text, [said.text for _item, said in words_of_reporter(other)]):
            raise CaseRefused(
                _("This quotes another reporter, who must stay unknown. Please say it in other words."), field=field
            )


def demand_parts(case: Case, parts: Iterable[OpenCase]) -> None:
    """Raise `CaseRefused` unless every part of the case is there, open: nothing may happen to some of them only."""
    if {part.case.pk for part in parts} != {part.pk for part in parts_of(case)}:
        raise CaseRefused(_("Another report was merged into this case meanwhile. Please look at it first."))


def _locked(actor: Person, joining: OpenCase, into: OpenCase) -> tuple[Case, Case]:
    """Both cases, locked with all that was merged into them."""
    if joining.case.pk == into.case.pk:
        raise CaseRefused(_("This is the same case."), field="other")
    lock_families([joining.case.pk, into.case.pk])
    cases = {case.pk: case for case in (joining.case, into.case)}
    locked = {pk: lock(cases[pk], actor=actor) for pk in sorted(cases)}
    return locked[joining.case.pk], locked[into.case.pk]


def _check(joins: Case, stays: Case, parts: Sequence[OpenCase]) -> None:
    if joins.body_id != stays.body_id or joins.canary or stays.canary:
        raise CaseRefused(_("Only cases of the same body can be merged."), field="other")
    if parts_of(joins):
        raise CaseRefused(_("Other reports were merged into this case. Merge the other one into it."), field="other")
    if Decision.objects.filter(case=joins.pk).exists():
        raise CaseRefused(_("This case was decided before. Merge the other one into it."), field="other")
    demand_parts(stays, parts)


def _unite_walls(actor: Person, family: Sequence[OpenCase]) -> list[OpenCase]:
    """The walls of all count for all; who stands behind one loses every key, and the case gets a new one."""
    walls = frozenset().union(*(walls_of(each.case) for each in family))
    return [_walled_in(actor, each, walls) for each in family]


def _walled_in(actor: Person, opened: OpenCase, walls: frozenset[bytes]) -> OpenCase:
    opened.hold()
    add_walls(opened.case, walls)
    holders = list(Person.objects.filter(pk__in=everybody_with(opened.case)))
    tokens = tokens_of_each(holders)
    gone = [person for person in holders if tokens[person.pk] & walls]
    if not gone:
        return opened
    Grant.objects.filter(case=opened.case, person__in=gone).delete()
    renewed = rotate_case(actor=actor, open_case=opened, without=gone)
    Case.objects.filter(pk=opened.case.pk).update(rekey_due=False)
    return renewed


def _free_readers(case: Case, now: datetime) -> list[Person]:
    """Who holds a live key of the case and may use it."""
    keys = Grant.objects.live().filter(case=case, purpose=GrantPurpose.CASE).values_list("person_id", flat=True)
    holding = set(keys)
    return [person for person in free_handlers(case.body, tokens=walls_of(case), on=now) if person.pk in holding]


def _readers(stays: Case, family: Sequence[OpenCase], now: datetime) -> list[Person]:
    """Whoever read one of them and is behind no wall of any reads all of them."""
    people = {person.pk: person for each in family for person in _free_readers(_with_body(each.case, stays), now)}
    return [people[pk] for pk in sorted(people)]


def _with_body(case: Case, stays: Case) -> Case:
    case.body = stays.body
    return case


def _let_everybody_in(actor: Person, family: Sequence[OpenCase], readers: Sequence[Person]) -> list[Person]:
    """A key of each case for each reader who has none; who has a new key must be let in by hand, after comparing it."""
    left_out: dict[int, Person] = {}
    for opened in family:
        inside = Grant.objects.live().filter(case=opened.case, purpose=GrantPurpose.CASE)
        has = set(inside.values_list("person_id", flat=True))
        for person in readers:
            if person.pk in has:
                continue
            try:
                grant_case(actor=actor, open_case=opened, person=person)
            except FingerprintChanged:
                left_out[person.pk] = person
    return list(left_out.values())


def _hold_back_for_all(family: Sequence[OpenCase], readers: Sequence[Person]) -> None:
    """Who waits above for one of them waits for all: the case climbs as a whole."""
    cases = [each.case.pk for each in family]
    waiting = Grant.objects.filter(case__in=cases, held=True, purpose=GrantPurpose.CASE).values("person")
    people = list(Person.objects.filter(pk__in=waiting).exclude(pk__in=[person.pk for person in readers]))
    for opened in family:
        inside = Grant.objects.filter(case=opened.case, purpose=GrantPurpose.CASE).values_list("person_id", flat=True)
        has = set(inside)
        missing = [person for person in people if person.pk not in has]
        live = keys_for(opened.case, missing)
        Grant.objects.bulk_create(case_grants(opened, missing, live, secret_of(opened.case), held=True))


def _take_over(joins: Case, stays: Case, actor: Person, now: datetime) -> None:
    """Nothing becomes less urgent and nothing gets more time because two reports are one case."""
    joins.refresh_from_db()
    stays.refresh_from_db()
    for case in (joins, stays):
        mark_acknowledged(case, actor=actor, on=now)
    _carry_on_together(joins, stays, now)
    stays.severity = min(stays.severity, joins.severity, key=Severity.values.index)
    stays.acknowledge_by = min(stays.acknowledge_by, joins.acknowledge_by)
    stays.decide_by = min(stays.decide_by, joins.decide_by)
    stays.save()
    _take_alarm(joins, stays, actor, now)
    move(joins, CaseState.MERGED)
    joins.merged_into, joins.waiting_since, joins.assignee = stays, None, None
    joins.position, joins.acknowledge_by, joins.decide_by = stays.position, stays.acknowledge_by, stays.decide_by
    joins.save()
    _lay_same_route(joins, stays)
    for case in (joins, stays):
        note_step(case, StepKind.MERGED, actor=actor, on=now)
    record_case_step(
        case=joins.pk,
        body=joins.body,
        step=CaseStepKind.CLOSED,
        on=now,
        conduct=joins.conduct,
        severity=joins.severity,
        wiki=joins.wiki,
    )


def _carry_on_together(joins: Case, stays: Case, now: datetime) -> None:
    """The two wait for a reporter only if both did."""
    if stays.state != CaseState.WAITING or joins.state == CaseState.WAITING:
        return
    stays.decide_by += now - (stays.waiting_since or now)
    stays.waiting_since = None
    move(stays, CaseState.IN_WORK)


def _take_alarm(joins: Case, stays: Case, actor: Person, now: datetime) -> None:
    """An emergency that rings goes on ringing for the case that goes on."""
    ringing = Alarm.objects.filter(case=joins, acknowledged_at=None)
    if ringing.exists():
        alarm = raise_alarm(case=stays, on=now)
        Alarm.objects.filter(pk=alarm.pk).update(acknowledged_at=None, acknowledged_by=None)
    ringing.update(acknowledged_at=now, acknowledged_by=actor)


def _lay_same_route(joins: Case, stays: Case) -> None:
    RouteStop.objects.filter(case=joins).delete()
    stops = RouteStop.objects.filter(case=stays)
    RouteStop.objects.bulk_create(
        RouteStop(
            case=joins,
            position=stop.position,
            body=stop.body,
            acknowledge_within=stop.acknowledge_within,
            decide_within=stop.decide_within,
        )
        for stop in stops.select_related("body")
    )
