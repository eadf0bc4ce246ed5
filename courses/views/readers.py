"""Who is reading what, and in which languages."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from courses.models import CompiledCourse
from courses.queries.reading import ServedCourse, served_course
from wikilearn.core import languages
from wikilearn.people.models import Person

LOCAL_COOKIE = "local-"


def reader_of(request: HttpRequest) -> Person | None:
    """The person who is signed in."""
    return request.user if request.user.is_authenticated else None


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in, on a page that nobody else gets."""
    assert isinstance(request.user, Person)  # noqa: S101 - the middleware lets nobody else through
    return request.user


def chain_of(request: HttpRequest) -> list[str]:
    """The languages in which to offer content: the person's own, then that of the pages, then English.

    What a course is read in is chosen per course and independent of the language of the pages.
    """
    reader = reader_of(request)
    return languages.fallback_chain([*(reader.languages if reader else []), languages.current().tag])


def wanted_language(request: HttpRequest) -> str:
    """The language that the address asks for, in canonical spelling; empty if it asks for none that exists."""
    try:
        return languages.canonical(request.GET.get("lang", ""))
    except ValueError:
        return ""


def serve_or_404(request: HttpRequest, slug: str) -> ServedCourse:
    """The course for whoever asks."""
    try:
        return served_course(
            slug,
            reader=reader_of(request),
            chain=chain_of(request),
            wanted=wanted_language(request),
            local=chosen_local(request, slug),
        )
    except CompiledCourse.DoesNotExist as error:
        raise Http404 from error


def chosen_local(request: HttpRequest, slug: str) -> str:
    """Whose local version of the course somebody who has not enrolled has chosen; kept in a cookie of the course."""
    return request.COOKIES.get(f"{LOCAL_COOKIE}{slug}", "")[:100]


def asked_language(request: HttpRequest, served: ServedCourse) -> str:
    """The language to keep in links: the one that the address asks for, if the course is shown in it."""
    wanted = wanted_language(request)
    return wanted if wanted == served.entry.language else ""


def lesson_address(served: ServedCourse, lesson_key: str, *, block_key: str = "", asked: str = "") -> str:
    """The address of a lesson, at a block, in the language that the reader has asked for."""
    address = reverse("courses:lesson", args=[served.entry.course.slug, lesson_key])
    query = f"?{urlencode({'lang': asked})}" if asked else ""
    return f"{address}{query}#block-{block_key}" if block_key else f"{address}{query}"
