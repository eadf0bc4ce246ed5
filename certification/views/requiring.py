"""The requirements of rights: everybody reads them, curators set them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.actions import add_requirement
from certification.actions.requiring import check_requirement, end_requirement, set_refreshers
from certification.actions.updating import ask_for_update, check_update, end_update
from certification.forms.requiring import EndForm, RefreshersForm, RequirementForm, UpdateForm
from certification.models import DeltaRequest, Refresher, Requirement
from certification.queries.requiring import effect_of, effect_of_ending
from certification.queries.updating import certified_now
from certification.views.guards import needs
from courses.models import Topic
from wikilearn.core.dates import add_months, today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Right
from wikilearn.people.http import PersonRequest


@require_safe
def requirements(request: PersonRequest) -> HttpResponse:
    """What each right requires now and will require; `?right=` one right, `?past=1` with the versions before."""
    shown = Requirement.objects.all() if "past" in request.GET else Requirement.objects.current(today())
    if key := request.GET.get("right", ""):
        shown = shown.filter(right__key=key)
    shown = shown.select_related("right", "topic", "course")
    page = page_of(shown.order_by("right__key", "topic__position", "path", "in_force_from"), request, size=50)
    return render(request, "certification/requirements.html", {"page": page, "today": today(), "key": key})


@require_http_methods(["GET", "HEAD", "POST"])
def add_requirement_form(request: PersonRequest) -> HttpResponse:
    """First shows what a requirement would do, then adds it. `?after=` takes over from a version before."""
    if not request.user.has_perm("certification.add_requirement"):
        raise PermissionDenied
    form = RequirementForm(request.POST or None, initial=_successor(request))
    effect = None
    if form.is_valid():
        wanted = form.cleaned_data
        if "confirm" in request.POST:
            if act(form, add_requirement, actor=request.user, **wanted):
                messages.success(request, _("The requirement was added."))
                return redirect("certification:requirements")
        else:
            if act(form, check_requirement, **wanted):
                effect = effect_of(**wanted)
    status = 400 if form.errors else 200
    return render(request, "certification/requirement_form.html", {"form": form, "effect": effect}, status=status)


@needs("certification.add_requirement")
@require_http_methods(["GET", "HEAD", "POST"])
def end_requirement_form(request: PersonRequest, pk: int) -> HttpResponse:
    """First shows whom the end would relieve, then ends it."""
    requirement = get_object_or_404(Requirement.objects.select_related("right", "topic"), pk=pk)
    form = EndForm(request.POST or None, initial={"on": today()})
    effect = None
    if form.is_valid():
        on = form.cleaned_data["on"]
        if "confirm" in request.POST:
            if act(form, end_requirement, actor=request.user, requirement=requirement, on=on):
                messages.success(request, _("The requirement ends. It stays on record."))
                return redirect("certification:requirements")
        else:
            effect = effect_of_ending(requirement, on)
    context = {"form": form, "requirement": requirement, "effect": effect}
    return render(request, "certification/requirement_end.html", context, status=400 if form.errors else 200)


@needs("certification.curate")
@require_http_methods(["GET", "HEAD", "POST"])
def refreshers(request: PersonRequest, key: str) -> HttpResponse:
    """Which refreshers of a topic take turns, so that nobody takes the same one twice in a row."""
    topic = get_object_or_404(Topic, key=key)
    turns = {turn.course_id: place for place, turn in enumerate(Refresher.objects.filter(topic=topic), 1)}
    form = RefreshersForm(request.POST or None, topic=topic, turns=turns)
    if (
        form.is_valid()
        and act(form, set_refreshers, actor=request.user, topic=topic, courses=form.courses()) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("certification:refreshers", key)
    context = {"form": form, "topic": topic}
    return render(request, "certification/refreshers.html", context, status=400 if form.errors else 200)


@needs("certification.curate")
@require_http_methods(["GET", "HEAD", "POST"])
def updates(request: PersonRequest) -> HttpResponse:
    """Asking who is certified to take a short course after a major revision; first shows how many that are."""
    form = UpdateForm(request.POST or None)
    people = None
    if form.is_valid():
        wanted = form.cleaned_data
        if "confirm" in request.POST:
            if act(form, ask_for_update, actor=request.user, **wanted):
                messages.success(request, _("Asked. Everybody who is certified will be told."))
                return redirect("certification:updates")
        elif act(form, check_update, **wanted):
            people = certified_now(wanted["topic"])
    asked = DeltaRequest.objects.select_related("topic", "course", "asked_by")
    context = {"form": form, "people": people, "page": page_of(asked, request)}
    return render(request, "certification/updates.html", context, status=400 if form.errors else 200)


@needs("certification.curate")
@require_POST
def end_update_now(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask nobody any more."""
    end_update(actor=request.user, asked=get_object_or_404(DeltaRequest, pk=pk))
    messages.success(request, _("Nobody is asked any more."))
    return redirect("certification:updates")


def _successor(request: PersonRequest) -> dict[str, Any]:
    """What the next version of a requirement starts from."""
    day = today()
    version = request.GET.get("after", "")
    before = Requirement.objects.filter(pk=int(version)).first() if version.isdecimal() and len(version) < 10 else None
    if before is None:
        right = Right.objects.filter(key=request.GET.get("right", "")).first()
        return {"right": right, "in_force_from": day, "transition_ends": add_months(day, 6)}
    names = ("right", "topic", "path", "course", "validity_months", "window_days")
    return {name: getattr(before, name) for name in names} | {
        "in_force_from": day,
        "transition_ends": add_months(day, 6),
    }
