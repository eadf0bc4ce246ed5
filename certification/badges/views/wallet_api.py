"""The API of Open Badges 3.0 for wallets (section 6): credentials, profile, description of the service."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_backends import get_oauthlib_core

from certification.badges import actions
from certification.badges.enums import CredentialState
from certification.badges.models import Credential, Profile
from certification.badges.open_badges.pinned import OPEN_BADGES_3
from certification.badges.wallets import description, status_info
from certification.badges.wallets.scopes import CREDENTIALS_READ, PROFILE_READ, PROFILE_UPDATE
from wikilearn.core import throttling
from wikilearn.people.models import Person

LIMIT = 100
_PUT_BYTES = 16 * 1024
_UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What the database cannot keep as text."""
View = Callable[[HttpRequest, Person], HttpResponse]


def offered(**scopes: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """The scope that each method wants, by the method's name in lower case; other methods are answered with 405."""

    def decorate(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            return _refusal(request, scopes) or view(request, request.wallet_person)  # type: ignore[attr-defined]

        return answer

    return decorate


def _refusal(request: HttpRequest, scopes: dict[str, str]) -> HttpResponse | None:
    """Why the request is not answered; None for one whose token allows it, which then has `wallet_person`."""
    method = "get" if request.method == "HEAD" else str(request.method).lower()
    if not throttling.allow(request, "wallet_api", limit=240, seconds=60):
        return status_info.response(429, "Too many requests.", Retry_After="60")
    if method not in scopes:
        allowed = ", ".join(sorted({name.upper() for name in scopes} | ({"HEAD"} if "get" in scopes else set())))
        return status_info.response(405, "Badges of other issuers cannot be put here.", Allow=allowed)
    valid, found = get_oauthlib_core().verify_request(request, scopes=[])
    if not valid:
        given = "Authorization" in request.headers
        challenge = 'Bearer error="invalid_token"' if given else "Bearer"
        return status_info.response(401, "There is no valid access token.", WWW_Authenticate=challenge)
    if not found.access_token.allow_scopes([scopes[method]]):
        challenge = f'Bearer error="insufficient_scope", scope="{scopes[method]}"'
        return status_info.response(403, f"The scope {scopes[method]} is missing.", WWW_Authenticate=challenge)
    request.wallet_person = found.user  # type: ignore[attr-defined]
    return None


@offered(get=CREDENTIALS_READ)
def credentials(request: HttpRequest, person: Person) -> HttpResponse:
    """`getCredentials`: the person's badges in the order in which they were signed, exactly as they were signed."""
    try:
        limit, offset, since = _window(request)
    except ValueError as error:
        return status_info.response(400, str(error), minor="invalid_query_parameter")
    rows = Credential.objects.filter(person=person, state=CredentialState.SIGNED).order_by("signed_at", "pk")
    if since is not None:
        rows = rows.filter(signed_at__gt=since)
    total = rows.count()
    documents = rows.values_list("document", flat=True)[offset : offset + limit]
    body = f'{{"credential":[{",".join(documents)}],"compactJwsString":[]}}'
    response = HttpResponse(body, content_type="application/json")
    response.headers["X-Total-Count"] = str(total)
    response.headers["Link"] = _links(request, limit, offset, total)
    response.headers["Cache-Control"] = "no-store"
    return response


def _window(request: HttpRequest) -> tuple[int, int, datetime | None]:
    limit = _number(request, "limit", LIMIT, least=1)
    offset = _number(request, "offset", 0, least=0)
    said = request.GET.get("since")
    if said is None:
        return min(limit, LIMIT), offset, None
    try:
        since = datetime.fromisoformat(said.replace(" ", "+"))  # a "+" in an address means a space
        if since.tzinfo is None:
            raise ValueError
        return min(limit, LIMIT), offset, since
    except (ValueError, OverflowError) as error:
        raise ValueError("since must be a date and time with its zone.") from error


def _number(request: HttpRequest, name: str, default: int, *, least: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        raise ValueError(f"{name} must be a whole number from {least}.")
    return int(text)


def _links(request: HttpRequest, limit: int, offset: int, total: int) -> str:
    last = (max(total, 1) - 1) // limit * limit
    places = {"first": 0, "last": last}
    if offset + limit < total:
        places["next"] = offset + limit
    if offset > 0:
        places["prev"] = max(0, offset - limit)
    said = [("since", request.GET["since"])] if "since" in request.GET else []
    here = request.build_absolute_uri(request.path)
    return ", ".join(
        f'<{here}?{urlencode([("limit", limit), ("offset", place), *said])}>; rel="{name}"'
        for name, place in places.items()
    )


@offered(get=PROFILE_READ, put=PROFILE_UPDATE)
def wallet_profile(request: HttpRequest, person: Person) -> HttpResponse:
    """`getProfile` and `putProfile`. What can be changed is what one's public profile says about oneself."""
    if request.method == "PUT":
        try:
            _change(request, person)
        except ValueError as error:
            return status_info.response(400, str(error))
    response = JsonResponse(_profile(person))
    response.headers["Cache-Control"] = "no-store"
    return response


def _profile(person: Person) -> dict[str, Any]:
    page = Profile.objects.filter(person=person).first()
    said = {
        "@context": [OPEN_BADGES_3],
        "id": f"urn:uuid:{person.uid}",
        "type": ["Profile"],
        "name": person.username,
    }
    if page is not None:
        said["url"] = page.address
        if page.about:
            said["description"] = page.about
    return said


def _change(request: HttpRequest, person: Person) -> None:
    if request.content_type != "application/json" or len(request.body) > _PUT_BYTES:
        raise ValueError("Send a profile as application/json.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ValueError("This is not JSON.") from error
    if not isinstance(said, dict):
        raise ValueError("This is not a profile.")
    about = said.pop("description", "")
    unchanged = _profile(person)
    unchanged.pop("description", None)
    fixed = next((name for name in {**said, **unchanged} if said.get(name) != unchanged.get(name)), None)
    if fixed is not None:
        raise ValueError(f"Only description can be changed here, not {fixed[:40]!a}.")
    if not isinstance(about, str) or len(about) > 500 or _UNFIT.search(about):
        raise ValueError("description must be a text of up to 500 characters.")
    page = Profile.objects.filter(person=person).first()
    if page is None:
        raise ValueError("The person has no public profile; description belongs to it.")
    actions.publish_profile(actor=person, name=page.name, about=about, findable=page.findable)


@login_not_required
@csrf_exempt
def discovery(request: HttpRequest) -> HttpResponse:
    """`getServiceDescription`: for everybody."""
    if request.method not in {"GET", "HEAD"}:
        return status_info.response(405, "Only GET is offered.", Allow="GET, HEAD")
    if not throttling.allow(request, "wallet_discovery", limit=60, seconds=60):
        return status_info.response(429, "Too many requests.", Retry_After="60")
    addresses = {
        name: request.build_absolute_uri(reverse(f"oauth2_provider:{view}"))
        for name, view in (
            ("authorize", "authorize"),
            ("token", "token"),
            ("register", "dcr-register"),
            ("revoke", "revoke-token"),
        )
    }
    base = request.build_absolute_uri("/").rstrip("/")
    response = JsonResponse(description.document(base, **addresses))
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
