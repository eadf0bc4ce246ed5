"""What every page for reporters does for the safety of who looks at it.

The answer is kept by no cache, tells no other site where somebody came from, is in no search engine, and cannot be
shown inside another page. Its title names nothing. Words that somebody typed are in no address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def sheltered(view: View) -> View:
    """Open to everybody, signed in or not, and with the headers of `shelter`."""

    @wraps(view)
    @sensitive_post_parameters()
    @sensitive_variables()
    def sheltered_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return shelter(view(request, *args, **kwargs))

    return login_not_required(sheltered_view)


def shelter(response: Answer) -> Answer:
    """Put the headers on. The policy is not `no-referrer`: browsers then call our own forms of unknown origin."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["X-Frame-Options"] = "DENY"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    return response
