"""Somebody who came back with a receipt is known for half an hour, by a cookie that only this site can read.

The receipt is sealed inside it, and the server keeps nothing. The cookie ends with the window of the browser, with
the button “Leave this page”, and by itself.
"""

import base64
import binascii
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import derived

NAME = "report"
LASTS = 30 * 60
_PLACE = Place("wikilearn/visit")


def cookie_name() -> str:
    """Of the cookie; bound to the host where there is TLS."""
    return f"__Host-{NAME}" if settings.SESSION_COOKIE_SECURE else NAME


def remember(response: HttpResponse, digits: str) -> None:
    """Let the visitor be known from now on."""
    said = f"{int(time.time())} {digits}".encode()
    response.set_cookie(
        cookie_name(),
        base64.urlsafe_b64encode(seal(_key(), said, _PLACE)).decode(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def receipt_of(request: HttpRequest) -> str | None:
    """The receipt with which the visitor came; None if they did not, or too long ago."""
    try:
        blob = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), "")[:4000])
        since, digits = unseal(_key(), blob, _PLACE).decode().split(" ")
    except (Unreadable, binascii.Error, ValueError):
        return None
    return digits if 0 <= time.time() - int(since) <= LASTS else None


def forget(response: HttpResponse) -> None:
    """Know nobody any more."""
    response.set_cookie(
        cookie_name(), "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def _key() -> bytes:
    return derived(b"", "visit", settings.SECRET_KEY.encode())
