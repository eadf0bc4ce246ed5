"""Passing a case on: a new case with a key of its own, what the reporter allows, never the identity, once per permit.

Two steps: a handler gets a permit for one body (`permit_forward`), sees who would read it, and spends it
(`forward_case`). A permit works once, for a day, and never back to where the case came from.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.closing import settle
from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.merging import demand_parts
from reporting.actions.cases.receiving import receive_case, walls_of
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.enums import FROM_REPORTER, ItemKind
from reporting.models import Case, ForwardPass, SealedItem
from reporting.policy import Act
from reporting.routing import Plan, plan_along
from reporting.states import CaseState, StepKind
from ucoc.jurisdiction import Question, Step
from ucoc.models import EnforcementBody
from wikilearn.people.models import Person

VALID_FOR = timedelta(hours=24)
FORWARDS = frozenset({StepKind.FORWARDED, StepKind.REFERRED, StepKind.APPEALED})


@transaction.atomic
def permit_forward(
    *,
    actor: Person,
    case: Case,
    body: EnforcementBody,
    kind: StepKind = StepKind.FORWARDED,
    on: datetime | None = None,
) -> ForwardPass:
    """A permit to pass the case on to that body once. Raises `NoSuchCase` and `CaseRefused`."""
    case, now = lock(case, actor=actor, act=Act.SETTLE), on or timezone.now()
    if kind not in FORWARDS:
        raise ValueError(kind)
    if body.pk in _came_from(case):
        raise CaseRefused(_("The case has been with this body already."), field="body")
    return ForwardPass.objects.create(
        case=case, body=body, kind=kind, given_by=actor, given_at=now, expires_at=now + VALID_FOR
    )


def items_to_forward(open_case: OpenCase) -> list[SealedItem]:
    """What may go along: what the reporter wrote, all of it if they agreed, else what they marked as shareable.

    Notes, hand-overs, what the accused answered and how to reach the reporter never do, and what is damaged cannot.
    """
    kinds = sorted(FROM_REPORTER - {ItemKind.REACH_ME})
    allowed = [item for item in open_case.items(kinds=kinds) if open_case.case.forward_consent or item.shareable]
    return [item for item in allowed if open_case.try_open(item) is not None]


def plan_of(permit: ForwardPass, *, without: frozenset[bytes] = frozenset(), on: datetime | None = None) -> Plan:
    """Who would read the new case: that body first, then the rest of the case's way, without bodies where it was."""
    case = permit.case
    been = _came_from(case)
    first = Step(permit.body, permit.body.acknowledge_within, permit.body.decide_within, "")
    stops = case.route.filter(position__gt=case.position).exclude(body__in=been | {permit.body_id})
    further = [
        Step(stop.body, stop.acknowledge_within, stop.decide_within, "") for stop in stops.select_related("body")
    ]
    return plan_along([first, *further], tokens=walls_of(case) | without, on=on)


@transaction.atomic
def forward_case(
    *,
    actor: Person,
    permit: ForwardPass,
    open_case: OpenCase,
    text: str,
    without: frozenset[bytes] = frozenset(),
    parts: Sequence[OpenCase] = (),
    on: datetime | None = None,
) -> OpenCase:
    """Spend the permit: the new case under its own key. Raises `CaseRefused` for a spent or expired one.

    `text` is what the handlers tell their colleagues; `without` are further walls, on appeal against the first
    deciders. Escalated and referred cases are closed here; the reporter's receipt opens the new one too. `parts` are
    the cases that were merged into it, open: each becomes a case of its own there, with what its own reporter allows.
    """
    now = on or timezone.now()
    lock_family(open_case.case)
    case = lock(open_case.case, actor=actor, act=Act.SETTLE)
    permit = ForwardPass.objects.select_for_update(of=("self",)).select_related("body", "case").get(pk=permit.pk)
    if permit.case_id != case.pk or permit.spent_at is not None or permit.expires_at <= now:
        raise CaseRefused(_("This permit was used already, or it is too old. Please ask for a new one."))
    demand_parts(case, parts)
    items = items_to_forward(open_case)
    if not items and not text.strip():
        raise CaseRefused(
            _("Nothing may be passed on yet. Ask the reporter first, or write what your colleagues have to know."),
            field="text",
        )
    plan = plan_of(permit, without=without, on=now)
    cluster = uuid4() if parts else None
    opened = _passed_on(open_case, plan, walls_of(case) | without, cluster, now)
    _copy(open_case, opened, items, text, actor)
    for part in parts:
        further = _passed_on(part, plan, walls_of(part.case) | without, cluster, now)
        _copy(part, further, items_to_forward(part), text, actor)
    permit.spent_at, permit.became = now, opened.case
    permit.save(update_fields=["spent_at", "became"])
    note_step(case, StepKind(permit.kind), actor=actor, on=now)
    if permit.kind != StepKind.APPEALED and case.is_open:
        case.state = CaseState.CLOSED
        settle(case, now)
        case.save()
    return opened


def _passed_on(source: OpenCase, plan: Plan, walls: frozenset[bytes], cluster: UUID | None, now: datetime) -> OpenCase:
    """The new case, which the receipt of the old one opens too."""
    case = Case.objects.select_related("wiki").get(pk=source.case.pk)
    new = receive_case(
        question=question_of(case),
        plan=plan,
        walls=walls,
        language=case.language,
        forward_consent=case.forward_consent,
        origin=case,
        cluster=cluster,
        on=now,
    )
    return open_case_file(
        case=new,
        readers=plan.readers,
        standby=plan.standby,
        custodians=plan.custodians,
        identity=None,
        onward_from=source,
    )


def question_of(case: Case) -> Question:
    """What a case is about, from its clear fields."""
    return Question(
        conduct=case.conduct,
        severity=case.severity,
        place=case.place,
        wiki=case.wiki.dbname if case.wiki else None,
    )


def _copy(source: OpenCase, target: OpenCase, items: Sequence[SealedItem], text: str, actor: Person) -> None:
    for item in items:
        target.write(ItemKind(item.kind), source.read(item), author=None, shareable=item.shareable)
    if text.strip():
        target.write(ItemKind.HANDOVER, text, author=actor)


def _came_from(case: Case) -> frozenset[int]:
    """Ids of the bodies that have had the case, or one that it was made from."""
    bodies: set[int] = set()
    seen: set[object] = set()
    here: Case | None = case
    while here is not None and here.pk not in seen:
        seen.add(here.pk)
        bodies.add(here.body_id)
        here = here.origin
    return frozenset(bodies)
