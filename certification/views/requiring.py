"""The requirements of rights: everybody reads them, curators set them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.actions import add_requirement
from certification.actions.requiring import check_requirement
from certification.forms import RequirementForm
from certification.models import Requirement
from certification.queries.requiring import effect_of
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_safe
def requirements(request: PersonRequest) -> HttpResponse:
    """What each right requires now and will require."""
    current = Requirement.objects.current(today()).select_related("right", "topic", "course")
    page = page_of(current.order_by("right__key", "topic__position", "path", "in_force_from"), request, size=50)
    return render(request, "certification/requirements.html", {"page": page, "today": today()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_requirement_form(request: PersonRequest) -> HttpResponse:
    """First shows what a requirement would do, then adds it."""
    if not request.user.has_perm("certification.add_requirement"):
        raise PermissionDenied
    form = RequirementForm(request.POST or None)
    effect = None
    if form.is_valid():
        wanted = form.cleaned_data
        if "confirm" in request.POST:
            if act(form, add_requirement, actor=request.user, **wanted):
                messages.success(request, _("The requirement was added."))
                return redirect("certification:requirements")
        else:
            if act(form, check_requirement, **wanted):
                effect = effect_of(wanted["right"], wanted["topic"], wanted["in_force_from"])
    status = 400 if form.errors else 200
    return render(request, "certification/requirement_form.html", {"form": form, "effect": effect}, status=status)
