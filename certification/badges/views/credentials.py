"""A badge at its own address, its files, and taking it back."""

import uuid
from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from certification.badges import actions, queries, verifying
from certification.badges.enums import CarrierKind, CarrierState, CredentialState, RevokedReason
from certification.badges.forms import RevokeForm
from certification.badges.models import Carrier, Credential
from certification.badges.views.documents import CREDENTIAL_TYPE, document, wants_json
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

_CONTENT_TYPES = {
    CarrierKind.JWT: "application/vc+jwt",
    CarrierKind.PNG: "image/png",
    CarrierKind.SVG: "image/svg+xml",
    CarrierKind.PDF: "application/pdf",
}


@login_not_required
@require_safe
def credential(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A badge at its own address: the signed document for programs, a page with its status for people."""
    found = get_object_or_404(Credential.objects.with_story(), uid=uid)
    if wants_json(request):
        response = document(request, found.document, CREDENTIAL_TYPE)
    else:
        response = render(request, "badges/credential.html", _story(request, found))
        response.headers["X-Robots-Tag"] = "noindex"  # it answers whoever has the number; nobody needs to find it
    patch_vary_headers(response, ["Accept"])
    return response


@login_not_required
@require_safe
def print_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The verdict on a badge on one sheet of paper, with a code that leads back to the page."""
    found = get_object_or_404(Credential.objects.with_story(), uid=uid)
    response = render(request, "badges/print.html", _story(request, found) | {"qr": _code(found)})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def files(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The list of files while they are being made, for the holder's page to look again."""
    found = get_object_or_404(Credential.objects.of(request.user), uid=uid)
    return render(request, "badges/_files.html", _files(found))


@require_safe
def download(request: HttpRequest, uid: uuid.UUID, kind: str) -> HttpResponse | FileResponse:
    """A file that carries the badge, for its holder."""
    found = get_object_or_404(Credential, uid=uid)
    if not request.user.has_perm("badges.download_credential", found):
        raise PermissionDenied
    name = f"{found.uid}.{kind}"
    if kind == CarrierKind.JWT:
        actions.carry_token(credential=found)
    if kind == CarrierKind.JSON and found.document:
        response: HttpResponse | FileResponse = HttpResponse(found.document, content_type=CREDENTIAL_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        carrier = get_object_or_404(
            Carrier, credential=found, kind=kind, template_version=found.template_version, state=CarrierState.READY
        )
        response = FileResponse(
            carrier.file.open(), as_attachment=True, filename=name, content_type=_CONTENT_TYPES[CarrierKind(kind)]
        )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def revoke(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a badge back, for curators."""
    found = get_object_or_404(Credential.objects.with_story(), uid=uid)
    if not request.user.has_perm("badges.revoke_credential"):
        raise PermissionDenied
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = RevokedReason(form.cleaned_data["reason"])
        if act(form, actions.revoke_credential, actor=request.user, credential=found, reason=reason):
            return redirect(found)
    return render(request, "badges/revoke.html", {"credential": found, "form": form})


def _story(request: HttpRequest, found: Credential) -> dict[str, Any]:
    verdict = verifying.judge_credential(found, timezone.now())
    holder = request.user.has_perm("badges.download_credential", found)
    return {
        "credential": found,
        "verdict": verdict,
        "holder": holder,
        "names_holder": verdict.holder_name,
        "at": verdict.at,
        "linkedin": queries.linkedin_address(found) if holder and found.state == CredentialState.SIGNED else "",
        "successor": queries.successor_of(found),
        "may_revoke": found.state != CredentialState.REVOKED and request.user.has_perm("badges.revoke_credential"),
        **(_files(found) if holder else {}),
    }


def _code(found: Credential) -> str:
    return str(segno.make(found.address, error="m", micro=False).png_data_uri(scale=4, border=2))


def _files(found: Credential) -> dict[str, Any]:
    parts = queries.parts_of(found)
    done = sum(part.state != "waiting" for part in parts)
    return {"credential": found, "parts": parts, "done": done, "waiting": done < len(parts)}
