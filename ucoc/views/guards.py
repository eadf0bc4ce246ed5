"""Who gets in: pages about decisions and measures are for few, and nothing of them is kept by browsers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def needs(permission: str) -> Callable[[View], View]:
    """403 for whoever does not have the permission."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard


def allow(request: Any, permission: str, thing: Any) -> None:
    """403 unless the person has the permission for the thing."""
    if not request.user.has_perm(permission, thing):
        raise PermissionDenied
