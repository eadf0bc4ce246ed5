"""How often one visitor may do something costly. Counts live in the cache for one window; addresses are never kept.

if not throttling.allow(request, "verify", limit=30, seconds=60): …
"""

import hmac
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def window(seconds: int) -> int:
    """The number of the window of so many seconds in which this moment lies."""
    return int(time.time() // seconds)


def allow(request: HttpRequest, action: str, *, limit: int, seconds: int) -> bool:
    """Count one try of the visitor (the person, or the address of who is not signed in); False beyond `limit`."""
    key = f"throttle:{action}:{window(seconds)}:{_visitor(request)}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= limit
    except ValueError:  # the window ended between the two calls
        return True


def _visitor(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    address = str(get_adapter().get_client_ip(request))
    return hmac.digest(settings.SECRET_KEY.encode(), address.encode(), "sha256").hex()
