"""The API of standing: one username, up to five hundred, the holders on a wiki; and the forecast.

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
from certification.models import PlaceOutlook
from certification.queries.asking import MOST_NAMES, Answers, ask
from certification.queries.documents import document
from certification.queries.forecasting import forecast, shortages
from certification.queries.holders import answers_for, holdings_on
from wikilearn.core.dates import parse_day, today
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.enums import Scope
from wikilearn.people.http import PersonRequest
from wikilearn.people.tokens import TokenAuth
from wikilearn.people.usernames import normalise

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
KEY, DBNAME, PLACE = r"^[-a-zA-Z0-9_]{1,64}$", r"^[-a-zA-Z0-9_]{1,64}$", r"^([-a-zA-Z0-9_]{1,64}|\*)$"
HOLDERS_ON_A_PAGE = 100
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


class BadFilter(DomainError):
    """The list cannot be narrowed to what does not exist."""

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


class HoldersOut(Schema):
    """A page of the holders on a wiki, by username; `pages` is how many pages there are, `count` how many holders."""

    wiki: str
    at: date
    count: int
    page: int
    pages: int
    answers: list[AnswerOut]


class MonthOut(Schema):
    """How many holders lapse in the month that begins on that day."""

    month: date
    lapsing: int


class ShortageOut(Schema):
    """A wiki with too few certified holders, now (`month` null) or from that month on."""

    wiki: str
    right: str
    minimum: int
    holders: int
    certified: int
    month: date | None


class ForecastOut(Schema):
    """The next 24 months if nobody renews. `without` lack a certification today, `free` need none."""

    at: date
    holders: int
    without: int
    later: int
    free: int
    months: list[MonthOut]
    shortages: list[ShortageOut]


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


@router.get(
    "/wikis/{wiki}/standing",
    response={200: HoldersOut} | PROBLEMS,
    summary="The standing of the holders on a wiki",
    throttle=TokenThrottle("60/m"),
)
@decorate_view(conditional_page, cache_control(private=True, no_cache=True))
def standing_on_wiki(
    request: PersonRequest,
    wiki: Annotated[str, Path(pattern=DBNAME, description="Database name of a wiki.")],
    right: Annotated[str | None, Query(pattern=KEY, description="Only holders of this right.")] = None,
    at: Annotated[str | None, Query(pattern=DAY, description="A day that is not in the future.")] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> dict[str, Any]:
    """Who holds which right on the wiki on the day, a hundred on a page; a page after the last one is empty."""
    _needs_look_up(request)
    day = _day(at)
    if not Wiki.objects.filter(dbname=wiki).exists():
        raise UnknownName(_("We know no wiki of that name."))
    _known_right(right)
    found = holdings_on(day, wiki=wiki, right=right or "")
    count, first = found.count(), (page - 1) * HOLDERS_ON_A_PAGE
    answers, _required = answers_for(found[first : first + HOLDERS_ON_A_PAGE], day)
    log_look_up(actor=request.user, answers=answers, page="api_standing_on_wiki")
    return {
        "wiki": wiki,
        "at": day,
        "count": count,
        "page": page,
        "pages": -(-count // HOLDERS_ON_A_PAGE),
        "answers": [document(answer, day) for answer in answers],
    }


@router.get(
    "/forecast",
    response={200: ForecastOut} | PROBLEMS,
    summary="How many holders lapse in which month",
    throttle=TokenThrottle("60/m"),
)
@decorate_view(conditional_page, cache_control(private=True, no_cache=True))
def forecast_of_holders(
    request: PersonRequest,
    right: Annotated[str | None, Query(pattern=KEY, description="Only holders of this right.")] = None,
    wiki: Annotated[str | None, Query(pattern=PLACE, description="Only this wiki; `*` for global rights.")] = None,
) -> dict[str, Any]:
    """The 24 months to come if nobody renews, and the wikis that have or would have too few certified holders."""
    _needs_look_up(request)
    _known_right(right)
    if wiki not in (None, "*") and not Wiki.objects.filter(dbname=wiki).exists():
        raise BadFilter(_("We know no wiki of that name."), field="wiki")
    day, filters = today(), {"right": right or "", "wiki": wiki or ""}
    found = forecast(day, **filters)
    return {
        "at": day,
        "holders": found.holders,
        "without": found.without,
        "later": found.later,
        "free": found.free,
        "months": [{"month": month, "lapsing": lapsing} for month, lapsing in found.months],
        "shortages": [_shortage(place) for place in shortages(day, **filters)],
    }


def _shortage(place: PlaceOutlook) -> dict[str, Any]:
    return {
        "wiki": place.wiki.dbname if place.wiki else None,
        "right": place.right.key,
        "minimum": place.right.minimum_holders,
        "holders": place.holders,
        "certified": place.certified,
        "month": place.below_on,
    }


def _needs_look_up(request: PersonRequest) -> None:
    if not request.user.has_perm("certification.look_up"):
        raise PermissionDenied


def _known_right(key: str | None) -> None:
    if key is not None and not Right.objects.filter(key=key).exists():
        raise BadFilter(_("We know no right of that name."), field="right")


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
