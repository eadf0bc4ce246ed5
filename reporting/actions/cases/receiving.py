"""A case comes into being: clear fields, walls, the way it can go. What is sealed comes after it (`open_case_file`)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reporting.actions.cases.alarming import raise_alarm
from reporting.actions.cases.guards import note_step
from reporting.actions.cases.telling import tell_of_wave, tell_soon
from reporting.deadlines import due
from reporting.models import Case, RouteStop, Wall
from reporting.routing import Plan
from reporting.states import StepKind
from ucoc.enums import Severity
from ucoc.jurisdiction import Question, Step
from wikilearn.movement.models import Wiki


@transaction.atomic(savepoint=False)
def receive_case(
    *,
    question: Question,
    plan: Plan,
    walls: frozenset[bytes] = frozenset(),
    language: str = "",
    forward_consent: bool = False,
    canary: bool = False,
    origin: Case | None = None,
    cluster: UUID | None = None,
    wave: datetime | None = None,
    on: datetime | None = None,
) -> Case:
    """Make the case that the plan is about and tell its readers; an emergency rings at once.

    `walls` are tokens of `reporting.conflicts`: of everybody whom the plan left out, and of names nobody has here yet.
    One of a `wave` waits in the queue of the flood: its deadlines are those of all cases, its readers are told once for
    many. Call it in the transaction in which the case file is opened, so that no case is without its keys.
    """
    now = on or timezone.now()
    terms = due(now, hours=plan.step.acknowledge_within, days=plan.step.decide_within, calendar=plan.body.calendar)
    case = Case.objects.create(
        body=plan.body,
        position=plan.position,
        conduct=question.conduct,
        severity=question.severity,
        place=question.place,
        wiki=Wiki.objects.filter(dbname=question.wiki).first() if question.wiki else None,
        language=language,
        created_at=now,
        acknowledge_by=terms.acknowledge_by,
        decide_by=terms.decide_by,
        forward_consent=forward_consent,
        canary=canary,
        origin=origin,
        cluster=cluster,
        wave=wave,
    )
    lay_route(case, plan.steps)
    add_walls(case, walls)
    for body in plan.skipped:
        note_step(case, StepKind.SKIPPED, actor=None, body=body, on=now, first=True)
    note_step(case, StepKind.RECEIVED, actor=None, on=now, first=True)
    if question.severity == Severity.EMERGENCY:
        raise_alarm(case=case, on=now)
    if not canary:
        (tell_of_wave if wave else tell_soon)(plan.readers, on=now)
    return case


def lay_route(case: Case, steps: tuple[Step, ...]) -> None:
    """Keep the way as it was when the case came in: a later table does not move it."""
    RouteStop.objects.bulk_create(
        RouteStop(
            case=case,
            position=position,
            body=step.body,
            acknowledge_within=step.acknowledge_within,
            decide_within=step.decide_within,
        )
        for position, step in enumerate(steps)
    )


def add_walls(case: Case, tokens: frozenset[bytes]) -> None:
    """Shut out whoever these tokens mean, from now on. Who holds a grant needs a new key for the others besides."""
    Wall.objects.bulk_create((Wall(case=case, token=token) for token in sorted(tokens)), ignore_conflicts=True)


def walls_of(case: Case) -> frozenset[bytes]:
    """The tokens of everybody who is shut out."""
    return frozenset(bytes(token) for token in Wall.objects.filter(case=case).values_list("token", flat=True))
