"""The person's language, zone and safety, request by request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_supported_language_variant

from wikilearn.people.backends import session_asked

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignedIn(AuthenticationMiddleware):
    """As Django's, and whoever signed out stays so, whatever copy of the session a cache still holds.

    A session that has ended is gone from the database, also when the cache could not be told. So the query that fetches
    the person asks for its row: in every process, and with no query more.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Look the person up when somebody asks for them."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))  # type: ignore[assignment]


def _person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    key = request.session.session_key
    token = session_asked.set(key)
    try:
        person = get_user(request)
    finally:
        session_asked.reset(token)
    if not person.is_authenticated and SESSION_KEY in request.session and not _is_there(key):
        request.session.flush()
    return person


def _is_there(session: str | None) -> bool:
    return Session.objects.filter(session_key=session).exists()


class PreferredLocaleMiddleware(LocaleMiddleware):
    """Language of the page: the switcher's cookie, else the person's preference, else the browser's wish.

    Stands after `AuthenticationMiddleware`; that is right because no address of ours depends on the language.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate it."""
        super().process_request(request)
        if _supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)) is None and request.user.is_authenticated:
            preferred = _supported(request.user.interface_language)
            if preferred is not None:
                translation.activate(preferred)
                request.LANGUAGE_CODE = preferred


def _supported(tag: str | None) -> str | None:
    """Django's code of an interface language; None for what is none."""
    try:
        return get_supported_language_variant(tag.lower()) if tag else None
    except LookupError:
        return None


def preferences(get_response: GetResponse) -> GetResponse:
    """Show times in the person's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.time_zone):
                return get_response(request)
        return get_response(request)

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Let no cache give anybody the page that somebody else got; a view that says more about caching has its way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return middleware


class two_factor_for_roles:  # noqa: N801 - Django names middleware by dotted path, functions and classes alike
    """Whoever sees other people's data sets up two-factor authentication before anything else.

    Until then only the pages about one's own account open: they lead to the set-up, out of the site, or to
    another language. Reporting stays open too: who holds a role may need it as anybody else.
    """

    OPEN_ROUTES = ("accounts/", "i18n/", "health/", "me/two-factor/", "report/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        *view_and_arguments: Any,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse | None:
        """Lead to the page that explains it."""
        person = request.user
        if not person.is_authenticated or not person.needs_two_factor or person.has_two_factor:
            return None
        route = request.resolver_match.route if request.resolver_match else ""
        if route.startswith(self.OPEN_ROUTES):
            return None
        if "HX-Request" in request.headers:  # a part of an open page: leave it empty, not a page within the page
            return HttpResponse(status=204)
        return redirect("people:two_factor")
