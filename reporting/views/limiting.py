"""Limits on people who report in bad faith, as trust and safety decides them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reporting.actions.limits import answer_appeal, limit_reporter
from reporting.forms.limits import AnswerForm, LimitFilterForm, LimitForm
from reporting.models import ReportingLimit
from reporting.policy import on_desk
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

FORM = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def desk_only(view: View) -> View:
    """403 for everybody but trust and safety."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not on_desk(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@desk_only
@require_safe
def limits(request: PersonRequest) -> HttpResponse:
    """All limits, those that wait for another look on top."""
    form = LimitFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = ReportingLimit.objects.matching(**wanted).select_related("person", "decided_by", "answered_by")
    rows = rows.order_by("-decided_at", "-pk")
    if request.GET.get("format") == "csv":
        header = (_("Username"), _("Decided"), _("Last day"), _("Reason"), _("Lifted"))
        lines = (
            (row.person.username, row.decided_at.date(), row.until.date(), row.reason, _("Yes") if row.lifted else "")
            for row in rows.iterator()
        )
        return csv_response("limits.csv", header, lines)  # type: ignore[return-value]
    context = {
        "page": page_of(rows, request),
        "form": form,
        "filtered": bool(request.GET),
        "waiting": ReportingLimit.objects.appealed().count(),
        "on_desk": True,
        "now": timezone.now(),
    }
    return render(request, "reporting/limits/limits.html", context)


@desk_only
@require_http_methods(FORM)
def limit_person(request: PersonRequest) -> HttpResponse:
    """Decide a limit."""
    form = LimitForm(request.POST or None)
    if form.is_valid():
        wish = dict(form.cleaned_data)
        person = Person.objects.named(wish.pop("username")).first()
        if person is None:
            form.add_error("username", _("There is no such account here."))
        elif act(form, limit_reporter, actor=request.user, person=person, **wish) is not None:
            messages.success(request, _("The limit is decided. The person is told, and can ask for another look."))
            return redirect("reporting:limits")
    return render(request, "reporting/limits/decide.html", {"form": form}, status=400 if form.errors else 200)


@desk_only
@require_http_methods(FORM)
def answer_limit(request: PersonRequest, uid: UUID) -> HttpResponse:
    """What the person says, and what somebody else than who decided makes of it."""
    limit = get_object_or_404(ReportingLimit.objects.select_related("person", "decided_by", "answered_by"), uid=uid)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and act(form, answer_appeal, actor=request.user, limit=limit, **form.cleaned_data) is not None:
        messages.success(request, _("Decided. The person is told."))
        return redirect("reporting:limits")
    mine = request.user.pk in {limit.decided_by_id, limit.person_id}
    context = {"limit": limit, "form": form, "mine": mine}
    return render(request, "reporting/limits/answer.html", context, status=400 if form.errors else 200)
