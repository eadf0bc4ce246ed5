"""The API of courses: the catalogue, a course, and how far its localizations are. For everybody; a token with the
scope `courses:read` lifts the rate limit. Answers name nobody."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Field, Path, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.throttling import BaseThrottle, SimpleRateThrottle

from courses.enums import CourseKind, CourseLevel, LocalizationState
from courses.models import Course
from courses.queries.api import Filters, course_whole, courses_page, localizations
from wikilearn.core import languages
from wikilearn.core.errors import DomainError
from wikilearn.people.enums import Scope
from wikilearn.people.models import ApiToken
from wikilearn.people.tokens import OptionalTokenAuth

SLUG = r"^[-a-zA-Z0-9_]{1,100}$"
TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$"
WORDS = r"^[^\x00]*$"


class AnybodyThrottle(SimpleRateThrottle):
    """So many requests of an address without a token."""

    scope = "courses"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Counts by address."""
        if isinstance(getattr(request, "auth", None), ApiToken):
            return None
        return f"throttle_courses_{self.get_ident(request)}"


class TokenThrottle(SimpleRateThrottle):
    """So many requests of a token."""

    scope = "courses_token"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Counts by the public reference of the token."""
        token = getattr(request, "auth", None)
        return f"throttle_courses_token_{token.uid}" if isinstance(token, ApiToken) else None


class UnknownLanguage(DomainError):
    """There is no such language."""

    status = 400


class CourseOut(Schema):
    """A published course in one language. `slug` is its stable id; `completeness` the share of texts in percent."""

    slug: str
    title: str
    title_language: str
    summary: str
    language: str
    languages: list[str]
    organisation: str
    topic: str | None
    kind: Literal[tuple(CourseKind.values)]  # type: ignore[valid-type]
    level: Literal[tuple(CourseLevel.values)]  # type: ignore[valid-type]
    minutes: int
    lessons: int
    completeness: int
    published_at: datetime


class LessonOut(Schema):
    """A lesson in the outline."""

    key: str
    title: str
    minutes: int


class ModuleOut(Schema):
    """A module in the outline."""

    key: str
    title: str
    lessons: list[LessonOut]


class CreditsOut(Schema):
    """Who stands for the course: its organisation, and the roles of the professionals that its page names."""

    organisation: str
    roles: list[str]


class WholeCourseOut(CourseOut):
    """A published course with its outline."""

    source_language: str
    revision: int
    licence: str
    sources: str
    credits: CreditsOut
    questions: int
    pass_mark: int
    prerequisites: list[str]
    completeness_by_language: dict[str, int]
    outline: list[ModuleOut]


class CoursesOut(Schema):
    """One page."""

    count: int
    page: int
    pages: int
    results: list[CourseOut]


class LocalizationOut(Schema):
    """How many texts of a course are translated, reviewed, published and outdated in a language."""

    course: str
    language: str
    state: Literal[tuple(LocalizationState.values)]  # type: ignore[valid-type]
    percent: int
    total: int
    translated: int
    reviewed: int
    published: int
    outdated: int


class LocalizationsOut(Schema):
    """One page."""

    count: int
    page: int
    pages: int
    results: list[LocalizationOut]


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


PROBLEMS: dict[Any, Any] = {(400, 401, 403, 404, 422, 429): Problem}
THROTTLES: list[BaseThrottle] = [AnybodyThrottle("60/m"), TokenThrottle("600/m")]
Language = Annotated[str | None, Query(pattern=TAG, max_length=35, description="A BCP 47 language tag.")]
Page = Annotated[int, Query(ge=1, le=10_000)]
Size = Annotated[int, Query(ge=1, le=100, description="Results on a page.")]
router = Router(tags=["courses"], auth=OptionalTokenAuth(scope=Scope.COURSES))


class Asked(Schema):
    """The filters of the catalogue."""

    language: str | None = Field(None, pattern=TAG, max_length=35, description="Offered in this language (BCP 47).")
    topic: str | None = Field(None, pattern=SLUG, description="The key of a topic.")
    level: Literal[tuple(CourseLevel.values)] | None = None  # type: ignore[valid-type]
    kind: Literal[tuple(CourseKind.values)] | None = None  # type: ignore[valid-type]
    q: str | None = Field(None, max_length=200, pattern=WORDS, description="Words, found by their stem.")


@router.get("/courses", response={200: CoursesOut} | PROBLEMS, summary="The catalogue", throttle=THROTTLES)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def courses(request: HttpRequest, asked: Query[Asked], page: Page = 1, size: Size = 30) -> dict[str, Any]:
    """Published courses by their address; each in the language asked for."""
    filters = Filters(
        language=tag_of(asked.language),
        topic=asked.topic or "",
        level=asked.level or "",
        kind=asked.kind or "",
        q=asked.q or "",
    )
    return courses_page(filters, page=page, size=size)


@router.get("/courses/{slug}", response={200: WholeCourseOut} | PROBLEMS, summary="One course", throttle=THROTTLES)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def course(request: HttpRequest, slug: Annotated[str, Path(pattern=SLUG)], lang: Language = None) -> dict[str, Any]:
    """A published course with its outline, in the language asked for or the nearest that it is offered in."""
    found = course_whole(slug, tag_of(lang))
    if found is None:
        raise Http404
    return found


@router.get(
    "/courses/{slug}/localizations",
    response={200: LocalizationsOut} | PROBLEMS,
    summary="The languages of one course",
    throttle=THROTTLES,
)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def localizations_of_course(
    request: HttpRequest, slug: Annotated[str, Path(pattern=SLUG)], page: Page = 1, size: Size = 100
) -> dict[str, Any]:
    """How far a published course is in each other language."""
    if not Course.objects.served().filter(slug=slug).exists():
        raise Http404
    return localizations(slug=slug, page=page, size=size)


@router.get(
    "/localizations", response={200: LocalizationsOut} | PROBLEMS, summary="All localizations", throttle=THROTTLES
)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def all_localizations(
    request: HttpRequest, language: Language = None, page: Page = 1, size: Size = 100
) -> dict[str, Any]:
    """How far published courses are, in all other languages or in one."""
    return localizations(language=tag_of(language), page=page, size=size)


def tag_of(tag: str | None) -> str:
    """A language tag of a request in canonical spelling; empty without one. `UnknownLanguage`."""
    if not tag:
        return ""
    try:
        return languages.canonical(tag)
    except ValueError:
        raise UnknownLanguage(_("“%(tag)s” is not a language tag.") % {"tag": tag}, field="language") from None
