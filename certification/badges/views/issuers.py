"""Issuers, their keys and lists, and what badges are given for."""

import hashlib
import json
import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.badges import actions
from certification.badges.actions.placing import template_version
from certification.badges.enums import KeyUse
from certification.badges.looks import look
from certification.badges.models import Achievement, DidDocument, Issuer, SigningKey, StatusList
from certification.badges.open_badges import tokens
from certification.badges.open_badges.dates import moment
from certification.badges.views.documents import CREDENTIAL_TYPE, document


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
        Achievement.objects.select_related("topic", "course", "pack", "issuer"), uid=uid, issuer__slug=slug
    )
    response = HttpResponse(look(template_version(found.issuer)).png(found.topic_key, ""), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def status_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The signed list of revoked badges, for every verifier."""
    found = get_object_or_404(StatusList.objects.select_related("issuer"), issuer__slug=slug, number=number)
    return document(request, actions.sign_status_list(status_list=found).document, CREDENTIAL_TYPE)


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


@login_not_required
@require_safe
def did_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of the did document: when it was published, and where it can be read."""
    found = get_object_or_404(Issuer, slug=slug)
    versions = [
        {
            "version": version.version,
            "published": moment(version.created_at),
            "sha256": hashlib.sha256(version.document.encode()).hexdigest(),
            "url": f"{found.address}/did/{version.version}.json",
        }
        for version in found.did_documents.all()
    ]
    return document(request, json.dumps({"id": found.did, "versions": versions}), "application/json")


@login_not_required
@require_safe
def did_version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version of the did document, byte for byte."""
    found = get_object_or_404(DidDocument, issuer__slug=slug, version=version)
    return document(request, found.document, "application/did+ld+json")


@login_not_required
@require_safe
def key_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The keys for tokens as a JSON Web Key Set."""
    found = get_object_or_404(Issuer, slug=slug)
    keys = found.keys.filter(use=KeyUse.TOKEN, removed_at=None).order_by("pk")
    listed = [json.loads(key.public_key) | {"kid": key.address, "alg": tokens.ALGORITHM, "use": "sig"} for key in keys]
    return document(request, json.dumps({"keys": listed}), "application/jwk-set+json")


@login_not_required
@require_safe
def token_key(request: HttpRequest, slug: str, thumbprint: str) -> HttpResponse:
    """A key for tokens by itself: what the `kid` of a token leads to. Removed ones answer no longer."""
    keys = SigningKey.objects.filter(issuer__slug=slug, use=KeyUse.TOKEN, removed_at=None)
    found = get_object_or_404(keys, method_id__endswith=f"#{thumbprint}")
    return document(request, found.public_key, "application/jwk+json")


def _did(request: HttpRequest, found: Issuer) -> HttpResponse:
    latest = found.did_documents.first()
    return document(request, latest.document if latest else "", "application/did+ld+json")
