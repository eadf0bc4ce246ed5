"""The API of standing: one username, or up to five hundred.

For stewards with a token of the scope `standing:read`; everybody may ask for themself. Every answer about somebody
else is logged and shown to them, as on the pages.
"""

from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Field, Path, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.throttling import SimpleRateThrottle

from certification.actions.looking_up import log_look_up
from certification.enums import NextStep, Outcome, State
from certification.errors import UnknownName
from certification.queries.asking import MOST_NAMES, Answers, ask
from certification.queries.documents import document
from wikilearn.core.dates import parse_day, today
from wikilearn.core.errors import DomainError
from wikilearn.people.enums import Scope
from wikilearn.people.http import PersonRequest
from wikilearn.people.tokens import TokenAuth
from wikilearn.people.usernames import normalise

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
UNANSWERED = frozenset({Outcome.UNKNOWN, Outcome.TEMPORARY, Outcome.IP_ADDRESS, Outcome.INVALID})


class TokenThrottle(SimpleRateThrottle):
    """So many requests per token."""

    scope = "standing"

    def get_cache_key(self, request: HttpRequest) -> str:
        """Counts by the token's public reference."""
        return f"throttle_standing_{request.auth.uid}"  # type: ignore[attr-defined]


class BadDay(DomainError):
    """The day is none, or to come."""

    status = 400


class TopicStandingOut(Schema):
    """One required topic. Days are days in UTC and include their end."""

    topic: str
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    valid_from: date | None
    valid_until: date | None
    renewal_opens: date | None
    due: date | None
    next_step: Literal[tuple(NextStep.values)]  # type: ignore[valid-type]


class StandingOut(Schema):
    """The standing for one right on one wiki, or on all (`wiki` null)."""

    right: str
    wiki: str | None
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    due: date | None
    topics: list[TopicStandingOut]


class AnswerOut(Schema):
    """What became of one name."""

    asked: str
    username: str
    outcome: Literal[tuple(Outcome.values)]  # type: ignore[valid-type]
    at: date
    standings: list[StandingOut]


class ListIn(Schema):
    """Up to 500 usernames in any spelling that MediaWiki accepts."""

    usernames: list[Annotated[str, Field(max_length=500)]] = Field(min_length=1, max_length=MOST_NAMES)
    at: str | None = Field(None, pattern=DAY, description="A day that is not in the future; today if absent.")


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


PROBLEMS: dict[Any, Any] = {(400, 401, 403, 404, 422, 429): Problem}
router = Router(tags=["standing"], auth=TokenAuth(scope=Scope.STANDING))


@router.get(
    "/standing/{username}",
    response={200: AnswerOut} | PROBLEMS,
    summary="The standing of one person",
    throttle=TokenThrottle("300/m"),
)
@decorate_view(conditional_page, cache_control(private=True, no_cache=True))
def standing(
    request: PersonRequest,
    username: Annotated[str, Path(max_length=500)],
    at: Annotated[str | None, Query(pattern=DAY, description="A day that is not in the future.")] = None,
) -> dict[str, Any]:
    """Each requirement of each right that the person holds on the day, today if none is given."""
    answers = _ask(request, [username], at, "api_standing")
    answer = next(iter(answers.answers), None)
    if answer is None or answer.outcome in UNANSWERED:
        raise UnknownName((answer.outcome if answer else Outcome.INVALID).label)
    return document(answer, answers.at)


@router.post(
    "/standing",
    response={200: list[AnswerOut]} | PROBLEMS,
    summary="The standing of many people",
    throttle=TokenThrottle("60/m"),
)
def standing_of_many(request: PersonRequest, wanted: ListIn) -> list[dict[str, Any]]:
    """One answer for each username, in the order of asking; one that comes twice is answered once."""
    answers = _ask(request, wanted.usernames, wanted.at, "api_standing_of_many")
    return [document(answer, answers.at) for answer in answers.answers]


def _ask(request: PersonRequest, usernames: list[str], at: str | None, page: str) -> Answers:
    day = _day(at)
    about_others = any(normalise(username) != request.user.username for username in usernames)
    if about_others and not request.user.has_perm("certification.look_up"):
        raise PermissionDenied
    answers = ask(usernames, day)
    log_look_up(actor=request.user, answers=answers.answers, page=page)
    return answers


def _day(at: str | None) -> date:
    if at is None:
        return today()
    try:
        day = parse_day(at)
    except ValueError:
        raise BadDay(_("Please write the day as 2026-03-01."), field="at") from None
    if day > today():
        raise BadDay(_("This day is in the future."), field="at")
    return day
