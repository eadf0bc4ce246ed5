"""Showing a badge to others: its holder's page for that, and what others see."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.badges import actions, queries, verifying
from certification.badges.enums import Visibility
from certification.badges.forms import ShareForm, VisibilityForm
from certification.badges.models import Credential, ShareLink
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "POST"])
def share(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The links to one badge of mine; a new one by POST."""
    found = _mine(request, uid)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"label": form.cleaned_data["label"], "names_holder": form.cleaned_data["names_holder"]}
        if act(
            form,
            actions.share_credential,
            actor=request.user,
            credential=found,
            expires_at=form.expires_at,
            **said,
        ):
            messages.success(request, _("The link is ready."))
            return redirect("badges:share", found.uid)
    return render(request, "badges/share.html", {"form": form, **_shown(found)})


@require_POST
def visibility(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose who finds the badge here."""
    found = _mine(request, uid)
    form = VisibilityForm(request.POST)
    if form.is_valid():
        chosen = Visibility(form.cleaned_data["visibility"])
        if act(form, actions.choose_visibility, actor=request.user, credential=found, visibility=chosen):
            messages.success(request, _("Saved."))
            return redirect("badges:share", found.uid)
    return render(request, "badges/share.html", {"form": ShareForm(), **_shown(found), "seen": form})


@require_POST
def take_back(request: PersonRequest, uid: uuid.UUID, number: int) -> HttpResponse:
    """Take one link back."""
    link = get_object_or_404(
        ShareLink.objects.select_related("credential"), pk=number, credential__uid=uid, credential__person=request.user
    )
    actions.take_link_back(actor=request.user, link=link)
    messages.success(request, _("The link shows nothing any more."))
    return redirect("badges:share", uid)


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows: the badge with its status, and its holder's name if they wanted that."""
    now = timezone.now()
    link = get_object_or_404(
        ShareLink.objects.showing(now).select_related(
            "credential__achievement",
            "credential__issuer",
            "credential__period",
            "credential__person",
            "credential__superseded_by",
            "credential__status_list",
        ),
        token=token,
        credential__person__is_active=True,
    )
    found = link.credential
    if _is_a_visit(request, link):
        actions.count_visit(link=link)
    verdict = verifying.judge_credential(found, now)
    name = found.person.username if link.names_holder else verdict.holder_name
    context = {"credential": found, "verdict": verdict, "names_holder": name, "at": now}
    response = render(request, "badges/shared.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_a_visit(request: HttpRequest, link: ShareLink) -> bool:
    """Somebody else looks, and not for the second time within the hour."""
    if request.method != "GET" or request.user.pk == link.credential.person_id:
        return False
    return throttling.allow(request, f"shared:{link.pk}", limit=1, seconds=3600)


def _mine(request: PersonRequest, uid: uuid.UUID) -> Credential:
    return get_object_or_404(Credential.objects.of(request.user).with_story(), uid=uid)


def _shown(found: Credential) -> dict[str, Any]:
    now = timezone.now()
    return {
        "credential": found,
        "status": queries.status_of(found, now),
        "seen": VisibilityForm(initial={"visibility": found.visibility}),
        "links": [(link, link.works(now)) for link in found.share_links.filter(revoked_at=None)],
        "asleep": found.visibility == Visibility.PRIVATE,
    }
