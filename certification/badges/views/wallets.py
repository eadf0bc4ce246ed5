"""OAuth for wallets: registering, the page on which a person allows it, tokens, and the list of connected wallets."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.models import Application
from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView
from oauthlib.oauth2 import InvalidRequestError

from certification.badges import actions, queries
from certification.badges.wallets import registration
from wikilearn.core import throttling
from wikilearn.people.http import PersonRequest


@csrf_exempt
@login_not_required
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """A wallet registers itself (RFC 7591), without any token before, as the specification wants it."""
    if not throttling.allow(request, "register_wallet", limit=20, seconds=3600):
        return _problem("temporarily_unavailable", "Too many registrations. Try again in an hour.", 429)
    try:
        metadata = registration.parse(request.body)
    except registration.Refused as error:
        return _problem(error.error, str(error))
    application, secret = actions.register_wallet(metadata=metadata)
    said = {
        "client_id": application.client_id,
        "client_secret": secret,
        "client_id_issued_at": int(time.time()),
        "client_secret_expires_at": 0,
        **metadata.as_json(),
    }
    return _unkept(JsonResponse(said, status=201))


class Authorize(AuthorizationView):
    """The page on which a person lets a wallet fetch their badges, or does not."""

    template_name = "badges/wallets/authorize.html"

    def validate_authorization_request(self, request: HttpRequest) -> Any:
        """Beyond OAuth the specification wants a state, a redirect URI and PKCE with S256."""
        scopes, credentials = super().validate_authorization_request(request)
        for name in ("redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"):
            value = request.GET.get(name, "")
            if not value or (name == "code_challenge_method" and value != "S256"):
                problem = InvalidRequestError(
                    description=f"{name} is missing or not allowed", state=credentials["state"]
                )
                raise OAuthToolkitError(error=problem, redirect_uri=credentials["redirect_uri"])
        return scopes, credentials

    def create_authorization_response(
        self, request: PersonRequest, scopes: str, credentials: dict[str, Any], allow: bool
    ) -> Any:
        """The redirect with the code, which also says what was allowed."""
        uri, headers, body, status = super().create_authorization_response(request, scopes, credentials, allow)
        if allow:
            application = Application.objects.get(client_id=credentials["client_id"])
            actions.allow_wallet(actor=request.user, application=application, scope=scopes.split())
            parts = urlsplit(uri)
            uri = urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), ("scope", scopes)])))
        return uri, headers, body, status

    def render_to_response(self, context: dict[str, Any], **said: Any) -> HttpResponse:
        """Our page; its form may lead to the wallet and nowhere else."""
        response: HttpResponse = super().render_to_response(context, **said)
        response.headers["Cache-Control"] = "no-store"
        address = context.get("redirect_uri")
        if address and "application" in context:
            parts = urlsplit(str(address))
            response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
        return response


class Token(TokenView):
    """Tokens for codes, limited like everything that secrets could be guessed at."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer, or ask to wait."""
        if not throttling.allow(request, "wallet_token", limit=120, seconds=60):
            return _problem("temporarily_unavailable", "Too many requests. Try again in a minute.", 429)
        if request.POST.get("grant_type") not in {"authorization_code", "refresh_token"}:
            return _problem("unsupported_grant_type", "Only authorization_code and refresh_token.")
        return _unkept(self.authorization_flow_token_response(request))


class Revoke(RevokeTokenView):
    """A wallet gives a token back (RFC 7009)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer, or ask to wait."""
        if not throttling.allow(request, "wallet_token", limit=120, seconds=60):
            return _problem("temporarily_unavailable", "Too many requests. Try again in a minute.", 429)
        response: HttpResponse = super().post(request)
        return response


@require_safe
def wallets(request: PersonRequest) -> HttpResponse:
    """The wallets that may fetch my badges."""
    context = {"connections": queries.connections_of(request.user), "base": request.build_absolute_uri("/")}
    return render(request, "badges/wallets/mine.html", context)


@require_POST
def disconnect(request: PersonRequest, number: int) -> HttpResponse:
    """Take back what I allowed a wallet."""
    actions.disconnect_wallet(actor=request.user, application=get_object_or_404(Application, pk=number))
    messages.success(request, _("The wallet can fetch nothing any more."))
    return redirect("badges:wallets")


def _problem(error: str, description: str, status: int = 400) -> HttpResponse:
    answer = _unkept(JsonResponse({"error": error, "error_description": description}, status=status))
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
