"""The daily heads of the audit log, for programs of the bodies that keep them.

A token with the scope `heads:keep` speaks for its person, who must be a member of such a body at the moment. A program
sends what it has in its own notes, so that a head that differs is found on the day. See `docs/reporting-keys.md`.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from ninja import Field, Path, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.throttling import SimpleRateThrottle

from certification.api import DAY, PROBLEMS, Problem
from reporting.actions.heads import receive_head
from reporting.queries.heads import bodies_to_witness, heads_with_receipts
from ucoc.models import EnforcementBody
from wikilearn.audit.models import Head
from wikilearn.core.dates import parse_day, today
from wikilearn.people.enums import Scope
from wikilearn.people.http import PersonRequest
from wikilearn.people.tokens import TokenAuth

SLUG = r"^[-a-zA-Z0-9_]{1,80}$"
MOST = 400
"""Days in one answer."""
router = Router(tags=["Heads of the audit log"], auth=TokenAuth(scope=Scope.HEADS))


class TokenThrottle(SimpleRateThrottle):
    """So many requests per token."""

    scope = "heads"

    def get_cache_key(self, request: HttpRequest) -> str:
        """Counts by the token's public reference."""
        return f"throttle_heads_{request.auth.uid}"  # type: ignore[attr-defined]


class HeadOut(Schema):
    """Where the log ended on a day. `kept_by` are the bodies that keep it, `differs_at` those that have another one."""

    day: date
    event: int
    hash: str
    kept_by: list[str]
    differs_at: list[str]


class KeptIn(Schema):
    """What the body has in its own notes for that day."""

    event: int = Field(ge=1, lt=2**63)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class KeptOut(Schema):
    """That the body keeps it, since when."""

    day: date
    body: str
    at: datetime


@router.get(
    "/heads", response={200: list[HeadOut]} | PROBLEMS, throttle=[TokenThrottle("60/m")], summary="Heads by day"
)
@decorate_view(cache_control(private=True, no_store=True))
def heads(
    request: PersonRequest,
    since: Annotated[str | None, Query(pattern=DAY, description="The first day; a year ago if absent.")] = None,
) -> list[dict[str, Any]]:
    """The heads from that day on, the oldest first, 400 at most."""
    if not bodies_to_witness(request.user):
        raise PermissionDenied
    first = _day(since) if since else today() - timedelta(days=366)
    return [_said(head) for head in heads_with_receipts().filter(day__gte=first).order_by("day")[:MOST]]


@router.put(
    "/heads/{day}/{body}",
    response={200: KeptOut} | PROBLEMS | {409: Problem},
    throttle=[TokenThrottle("60/m")],
    summary="Say that a body keeps a head",
)
def keep(
    request: PersonRequest,
    day: Annotated[str, Path(pattern=DAY)],
    body: Annotated[str, Path(pattern=SLUG, description="The body, as its address names it.")],
    kept: KeptIn,
) -> dict[str, Any]:
    """Number and hash come from the notes of the body. Twice is the same as once. A head that differs is recorded as
    such, everybody who looks after the log is told, and the answer is 409."""
    witness = _witness(request, body)
    head = get_object_or_404(Head, day=_day(day))
    receipt = receive_head(actor=request.user, head=head, body=witness, noted=(kept.event, bytes.fromhex(kept.hash)))
    if receipt.differs:
        raise HttpError(409, "The site has another head for that day. This is recorded, and the bodies are told.")
    return {"day": head.day, "body": witness.slug, "at": receipt.at}


def _witness(request: PersonRequest, slug: str) -> EnforcementBody:
    found = next((body for body in bodies_to_witness(request.user) if body.slug == slug), None)
    if found is None:
        raise PermissionDenied
    return found


def _day(said: str) -> date:
    try:
        return parse_day(said)
    except ValueError as error:
        raise Http404 from error


def _said(head: Head) -> dict[str, Any]:
    receipts = list(head.receipts.all())
    return {
        "day": head.day,
        "event": head.event,
        "hash": head.hex,
        "kept_by": [receipt.body.slug for receipt in receipts if not receipt.differs],
        "differs_at": [receipt.body.slug for receipt in receipts if receipt.differs],
    }
