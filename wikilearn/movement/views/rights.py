"""The directory of rights: a page for each, and how curators change what stands there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.actions.rights import ATTRIBUTES, change_guide, change_right, check_right, version_of
from wikilearn.movement.asked import asked_of
from wikilearn.movement.directory import rights_matching
from wikilearn.movement.effects import effect_of_change
from wikilearn.movement.forms.rights import GuideForm, HolderSearch, RightForm, RightSearch
from wikilearn.movement.models import Right, RightGuide
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """All rights with what they are for, by words, scope and what they ask for."""
    form = RightSearch(request.GET)
    form.is_valid()
    requiring = asked_of()
    page = page_of(rights_matching(form.cleaned_data, requiring), request)
    context = {"form": form, "page": page, "requiring": requiring, "filtered": any(form.cleaned_data.values())}
    return render(request, "movement/rights.html", context)


@login_not_required
@require_safe
def right(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about a right, with those who hold it, as far as everybody may know, by words and wiki."""
    right = get_object_or_404(Right.objects.select_related("guide"), key=key)
    may_enter = request.user.has_perm("movement.enter_holding")
    holdings = right.holdings.held_at().select_related("right", "wiki").order_by("wiki__dbname", "username")
    form = HolderSearch(request.GET)
    form.is_valid()
    holdings = holdings.matching(form.cleaned_data.get("q", ""), form.cleaned_data.get("wiki", ""))
    page = page_of(holdings if may_enter else holdings.public(), request)
    context = {
        "right": right,
        "page": page,
        "may_enter": may_enter,
        "form": form,
        "required": asked_of([right.key]).get(right.key, []),
    }
    return render(request, "movement/right.html", context)


@form_methods
def edit_right(request: PersonRequest, key: str) -> HttpResponse:
    """Change the attributes of a right: first shows whom that concerns, then does it."""
    right, guide = _to_change(request, key)
    form = RightForm(request.POST or None, initial=_attributes(right, guide))
    effect: list[str] | None = None
    if form.is_valid():
        wanted = form.cleaned_data
        if "confirm" in request.POST:
            change = act(form, change_right, actor=request.user, right=right, **wanted)
            if not form.errors:
                return _saved(request, right, changed=change is not None)
        elif act(form, check_right, right, **wanted):
            effect = effect_of_change(right, wanted)
    context = {"right": right, "form": form, "effect": effect}
    return render(request, "movement/edit_right.html", context, status=400 if form.errors else 200)


@form_methods
def edit_guide(request: PersonRequest, key: str, language: str) -> HttpResponse:
    """Write what the directory says of a right in one language, with the English text beside it."""
    right, guide = _to_change(request, key)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    start = {"version": version_of(right)}
    form = GuideForm(request.POST or None, initial=start, right=right, guide=guide, language=language)
    if form.is_valid():
        change = act(form, change_guide, actor=request.user, right=right, language=language, **form.cleaned_data)
        if not form.errors:
            return _saved(request, right, changed=change is not None)
    context = {"right": right, "form": form, "language": language, "languages": settings.LANGUAGES}
    return render(request, "movement/edit_guide.html", context, status=400 if form.errors else 200)


@require_safe
def right_history(request: PersonRequest, key: str) -> HttpResponse:
    """Who changed what about a right, and why."""
    right, _guide = _to_change(request, key)
    page = page_of(right.changes.select_related("by"), request)
    return render(request, "movement/right_history.html", {"right": right, "page": page})


def _to_change(request: PersonRequest, key: str) -> tuple[Right, RightGuide]:
    right = get_object_or_404(Right.objects.select_related("guide"), key=key)
    if not request.user.has_perm("movement.change_right"):
        raise PermissionDenied
    return right, getattr(right, "guide", None) or RightGuide(right=right)


def _attributes(right: Right, guide: RightGuide) -> dict[str, Any]:
    return {name: getattr(right, name) for name in ATTRIBUTES} | {
        "selectors": list(right.selectors.values_list("key", flat=True)),
        "policy": guide.policy,
        "version": version_of(right),
    }


def _saved(request: PersonRequest, right: Right, *, changed: bool) -> HttpResponse:
    messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
    return redirect(right)
