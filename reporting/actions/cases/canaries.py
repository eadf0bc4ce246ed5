"""Canaries: a synthetic report for each body goes the whole way, so that a broken route is found before a real one.

It is sealed for the real handlers and destroyed again in the same transaction; nobody is told, and it is in no figure.
What the check finds is whether a report to that body would arrive: with its quorum, or at least with somebody.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.cases.receiving import receive_case
from reporting.actions.sealing import open_case_file
from reporting.enums import ItemKind
from reporting.errors import NobodyCanRead
from reporting.models import Case, Grant
from reporting.policy import Act, may
from reporting.routing import NobodyFree, plan_along
from ucoc.jurisdiction import Question, Step
from ucoc.models import EnforcementBody

log = structlog.get_logger("wikilearn.reporting")
WORDS = "A check of the route. Nothing happened."


@dataclass(frozen=True, slots=True)
class Canary:
    """Whether a report to a body arrives: `readers` could open it, and the policy lets them."""

    body: EnforcementBody
    readers: int
    arrived: bool


def send_canaries(now: datetime | None = None) -> list[Canary]:
    """Check the route to every body at work; what does not arrive is logged as an error, without names."""
    found = [_send(body, now or timezone.now()) for body in EnforcementBody.objects.at_work().order_by("pk")]
    for canary in found:
        if not canary.arrived:
            log.error("route_broken", body=canary.body.slug, readers=canary.readers)
    return found


def _send(body: EnforcementBody, now: datetime) -> Canary:
    step = Step(body, body.acknowledge_within, body.decide_within, "")
    case_pk = None
    try:
        with transaction.atomic():
            plan = plan_along([step], on=now)
            case = receive_case(question=Question(), plan=plan, canary=True, on=now)
            case_pk = case.pk
            opened = open_case_file(case=case, readers=plan.readers, standby=(), custodians=(), identity=None)
            item = opened.write(ItemKind.REPORT, WORDS, author=None)
            reads = sum(may(person, Act.READ, case, now) for person in plan.readers)
            granted = Grant.objects.live().filter(case=case).values("person").distinct().count()
            whole = opened.read(item) == WORDS and reads == granted == len(plan.readers) >= body.quorum
            transaction.set_rollback(True)
            return Canary(body, reads, whole)
    except (NobodyFree, NobodyCanRead):
        return Canary(body, 0, False)
    finally:
        if case_pk is not None and not Case.objects.filter(pk=case_pk).exists():
            case_secrets.destroy(case_pk)
