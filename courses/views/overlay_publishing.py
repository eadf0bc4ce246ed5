"""Letting local versions be served, and saying which blocks are core."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.actions.overlay_publishing import (
    mark_core,
    publish_overlay,
    return_overlay,
    submit_overlay,
    withdraw_overlay,
)
from courses.forms.authoring import ReasonForm
from courses.forms.overlays import CoreForm, PublishOverlayForm
from courses.models import Course, Overlay
from courses.views.overlays import overlay_or_404
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def submit(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask a second person to look at it."""
    submit_overlay(actor=request.user, overlay=overlay_or_404(request, pk))
    messages.success(request, _("Submitted for review."))
    return redirect("courses:overlay", pk)


@form_methods
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Let learners choose it."""
    shown = _demand(request, pk, "courses.publish_overlay")
    form = PublishOverlayForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, publish_overlay, request, shown):
        messages.success(request, _("Learners can choose the local version now."))
        return redirect("courses:overlay", pk)
    return _page(request, "courses/overlays/publish.html", shown, form)


@form_methods
def return_to_writers(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it back with a reason."""
    shown = _demand(request, pk, "courses.publish_overlay")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, return_overlay, request, shown):
        messages.success(request, _("Returned to the authors."))
        return redirect("courses:overlay", pk)
    return _page(request, "courses/overlays/return.html", shown, form)


@form_methods
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take it away from learners, after a question."""
    shown = _demand(request, pk, "courses.withdraw_overlay")
    if request.method == "POST":
        withdraw_overlay(actor=request.user, overlay=shown)
        messages.success(request, _("Withdrawn."))
        return redirect("courses:overlay", pk)
    return render(request, "courses/overlays/withdraw.html", {"overlay": shown})


@form_methods
def core(request: PersonRequest, slug: str) -> HttpResponse:
    """Which blocks of a course no local version may hide or replace."""
    if not request.user.has_perm("courses.mark_core"):
        raise PermissionDenied
    rows = Course.objects.visible_to_authors(request.user).with_title().select_related("topic", "organisation")
    course = get_object_or_404(rows, slug=slug)
    form = CoreForm(request.POST or None, course=course)
    if request.method == "POST" and form.is_valid():
        wanted = [int(pk) for pk in form.cleaned_data["blocks"]]
        number = mark_core(actor=request.user, course=course, blocks=wanted)
        message = ngettext("%(number)d block changed.", "%(number)d blocks changed.", number)
        messages.success(request, message % {"number": number})
        return redirect("courses:author_overlays", slug)
    context = {"course": course, "form": form}
    return render(request, "courses/overlays/core.html", context, status=400 if form.errors else 200)


def _demand(request: PersonRequest, pk: int, permission: str) -> Overlay:
    shown = overlay_or_404(request, pk)
    if not request.user.has_perm(permission, shown):
        raise PermissionDenied
    return shown


def _done(form: Any, action: Callable[..., Any], request: PersonRequest, shown: Overlay) -> bool:
    return act(form, action, actor=request.user, overlay=shown, **form.cleaned_data) is not None


def _page(request: PersonRequest, template: str, shown: Overlay, form: Any) -> HttpResponse:
    return render(request, template, {"overlay": shown, "form": form}, status=400 if form.errors else 200)
