"""Pages and documents about badges."""

import hashlib
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.badges import actions, drawing, queries, verifying
from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.enums import CarrierKind, CarrierState, CredentialState, RevokedReason, SubjectIdentity
from certification.badges.errors import TooMuch
from certification.badges.forms import NamingForm, RevokeForm, VerifyForm
from certification.badges.models import Achievement, Carrier, Credential, Issuer, Naming, StatusList
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

_CREDENTIAL_TYPE = "application/vc+ld+json"
_JSON_TYPES = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")
_CONTENT_TYPES = {CarrierKind.PNG: "image/png", CarrierKind.SVG: "image/svg+xml", CarrierKind.PDF: "application/pdf"}


@require_http_methods(["GET", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """A person's own badges, and how coming ones name them."""
    naming = Naming.objects.filter(person=request.user).values_list("identity", flat=True).first()
    form = NamingForm(request.POST or None, initial={"identity": naming or SubjectIdentity.PSEUDONYM})
    if request.method == "POST" and form.is_valid():
        actions.choose_naming(actor=request.user, identity=SubjectIdentity(form.cleaned_data["identity"]))
        return redirect("badges:mine")
    page = page_of(Credential.objects.of(request.user).with_story(), request)
    now = timezone.now()
    rows = [(credential, queries.status_of(credential, now)) for credential in page]
    return render(request, "badges/mine.html", {"page": page, "rows": rows, "form": form})


@login_not_required
@require_safe
def credential(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A badge at its own address: the signed document for programs, a page with its status for people."""
    found = get_object_or_404(Credential.objects.with_story(), uid=uid)
    if _wants_json(request):
        response = _document(request, found.document, _CREDENTIAL_TYPE)
    else:
        response = render(request, "badges/credential.html", _story(request, found))
    patch_vary_headers(response, ["Accept"])
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
    if kind == CarrierKind.JSON and found.document:
        response: HttpResponse | FileResponse = HttpResponse(found.document, content_type=_CREDENTIAL_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        carrier = get_object_or_404(
            Carrier, credential=found, kind=kind, template_version=TEMPLATE_VERSION, state=CarrierState.READY
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


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Is this badge good? For everybody, by link, number or file."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    verdict = None
    if request.method == "POST" and form.is_valid():
        if not throttling.allow(request, "verify_badge", limit=30, seconds=60):
            raise TooMuch(_("You have tried very often. Please wait a minute."))
        file = form.cleaned_data["file"]
        if file is not None:
            verdict = verifying.judge_file(file.read(), timezone.now())
        else:
            verdict = verifying.judge_link(form.cleaned_data["link"], timezone.now())
    return render(request, "badges/verify.html", {"form": form, "verdict": verdict})


@login_not_required
@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Who an issuer is, and the keys by which its badges are known."""
    found = get_object_or_404(Issuer, slug=slug)
    return render(request, "badges/issuer.html", {"issuer": found, "keys": found.keys.order_by("-pk")})


@login_not_required
@require_safe
def achievement(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """What a badge is given for."""
    found: Achievement = get_object_or_404(Achievement.objects.select_related("issuer"), uid=uid, issuer__slug=slug)
    return render(request, "badges/achievement.html", {"achievement": found})


@login_not_required
@require_safe
def achievement_image(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The picture of a badge, without a credential inside."""
    found: Achievement = get_object_or_404(
        Achievement.objects.select_related("topic", "course"), uid=uid, issuer__slug=slug
    )
    response = HttpResponse(drawing.picture_png(found.topic_key, ""), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def status_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The signed list of revoked badges, for every verifier."""
    found = get_object_or_404(StatusList.objects.select_related("issuer"), issuer__slug=slug, number=number)
    return _document(request, actions.sign_status_list(status_list=found).document, _CREDENTIAL_TYPE)


@login_not_required
@require_safe
def did_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The keys of an issuer."""
    return _did(request, get_object_or_404(Issuer, slug=slug))


@login_not_required
@require_safe
def primary_did_document(request: HttpRequest) -> HttpResponse:
    """The keys of the issuer that has the did of the site."""
    return _did(request, get_object_or_404(Issuer, primary=True))


def _did(request: HttpRequest, found: Issuer) -> HttpResponse:
    latest = found.did_documents.first()
    return _document(request, latest.document if latest else "", "application/did+ld+json")


def _document(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """A public document for programs of any site, with a tag by which they ask again cheaply."""
    if not text:
        raise Http404
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    unchanged = tag in request.headers.get("If-None-Match", "")
    response = HttpResponse(status=304) if unchanged else HttpResponse(text, content_type=content_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", *_JSON_TYPES]) in _JSON_TYPES


def _story(request: HttpRequest, found: Credential) -> dict[str, Any]:
    verdict = verifying.judge_credential(found, timezone.now())
    holder = request.user.has_perm("badges.download_credential", found)
    return {
        "credential": found,
        "verdict": verdict,
        "holder": holder,
        "names_holder": verdict.holder_name,
        "successor": queries.successor_of(found),
        "may_revoke": found.state != CredentialState.REVOKED and request.user.has_perm("badges.revoke_credential"),
        **(_files(found) if holder else {}),
    }


def _files(found: Credential) -> dict[str, Any]:
    parts = queries.parts_of(found)
    done = sum(part.state != "waiting" for part in parts)
    return {"credential": found, "parts": parts, "done": done, "waiting": done < len(parts)}
