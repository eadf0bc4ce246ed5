"""Issuers, their keys and lists, and what badges are given for."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.badges import actions, drawing
from certification.badges.models import Achievement, Issuer, StatusList
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


def _did(request: HttpRequest, found: Issuer) -> HttpResponse:
    latest = found.did_documents.first()
    return document(request, latest.document if latest else "", "application/did+ld+json")
