"""Programs at the door: `TokenAuth(scope=Scope.STANDING)` for an operation of the API (django-ninja)."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from wikilearn.people.actions.tokens import PREFIX, digest_of
from wikilearn.people.enums import Scope
from wikilearn.people.models import ApiToken


class TokenAuth(HttpBearer):
    """`Authorization: Bearer wl_…`: 401 for a token that is none, has expired or was revoked; 403 without the scope.

    On success `request.user` is the person that the token speaks for, with the roles (so rules and `visible_to`
    work as on pages), and `request.auth` is the `ApiToken`. The last day of use is noted, nothing finer.
    """

    def __init__(self, *, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The live token of that secret, or None."""
        found = live_token(token)
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise HttpError(403, f"This token lacks the scope {self.scope.value}.")
        request.user = found.person
        return found


class OptionalTokenAuth(TokenAuth):
    """The same where everybody may ask: without the header `request.auth` is `"anybody"`; a token that is not live is
    refused."""

    def __call__(self, request: HttpRequest) -> Any:
        """The token, or that everybody may ask."""
        return super().__call__(request) if "Authorization" in request.headers else "anybody"


def live_token(secret: str) -> ApiToken | None:
    """The token of that secret if it is live, marked as used today."""
    if not secret.startswith(PREFIX):
        return None
    token = ApiToken.objects.live().filter(digest=digest_of(secret)).select_related("person").first()
    if token is not None:
        today = timezone.now().date()
        if token.last_used_on != today:
            ApiToken.objects.filter(~Q(last_used_on=today) | Q(last_used_on=None), pk=token.pk).update(
                last_used_on=today
            )
    return token
