"""Triage across bodies, emergencies, and who is on call."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.actions.cases.declaring import declare_relation, end_relation
from reporting.actions.cases.desk import end_on_call, nudge_body, plan_on_call, set_severity
from reporting.actions.cases.waves import wave_of_key
from reporting.forms.cases import CaseFilterForm
from reporting.forms.desk import OnCallForm, RelationForm, SeverityForm
from reporting.models import Alarm, Case, OnCall, Relation
from reporting.policy import Act, cases_for, eligible_bodies, on_desk
from reporting.queries.cases import triage_figures
from reporting.queries.waves import waves_of
from reporting.querysets.cases import CaseQuerySet
from reporting.relations import name_of
from reporting.views.cases.opening import of_case
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import eligible_by_body
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@never_cache
@require_safe
def triage(request: PersonRequest) -> HttpResponse:
    """What waits in all bodies, by clear fields, for trust and safety. A wave is one line that opens to its reports."""
    if not on_desk(request.user):
        raise PermissionDenied
    form = CaseFilterForm(request.GET or None, bodies=EnforcementBody.objects.all())
    everything, wave = cases_for(request.user, Act.TRIAGE), request.GET.get("wave", "")
    found = _wanted(everything, form)
    found = wave_of_key(found, wave) if wave else found
    now = timezone.now()
    if request.GET.get("format") == "csv":
        header = (_("Reference"), _("State"), _("Severity"), _("Enforcement body"), _("Acknowledge by"), _("Decide by"))
        lines = (
            (case.reference, case.get_state_display(), case.get_severity_display(), case.body.name,
             case.acknowledge_by.isoformat(timespec="minutes"), case.decide_by.isoformat(timespec="minutes"))
            for case in _in_order(found).iterator()
        )  # fmt: skip
        return csv_response("triage.csv", header, lines)  # type: ignore[return-value]
    figures = triage_figures(everything, now)
    folds = bool(figures.in_waves) and not wave and not request.GET.get("reference")
    context = {
        "page": page_of(_in_order(found.outside_waves() if folds else found), request),
        "waves": waves_of(found) if folds else [],
        "form": form,
        "filtered": bool(request.GET),
        "figures": figures,
        "on_desk": True,
        "now": now,
    }
    return render(request, "reporting/cases/triage.html", context)


def _wanted(everything: CaseQuerySet, form: CaseFilterForm) -> CaseQuerySet:
    """The cases that the filters leave; without one they are the open ones."""
    wanted = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    state, assignee = wanted.pop("state", ""), wanted.pop("assignee", "")
    rows = everything if state == "all" else everything.matching(state=state) if state else everything.open()
    return rows.matching(**wanted, unassigned=assignee == "nobody")


def _in_order(rows: CaseQuerySet) -> CaseQuerySet:
    """As the list shows them."""
    return rows.most_urgent_first().select_related("body", "wiki")


@of_case(Act.TRIAGE)
@require_POST
def nudge(request: PersonRequest, case: Case) -> HttpResponse:
    """Remind the handlers."""
    told = nudge_body(actor=request.user, case=case)
    messages.success(
        request, ngettext("%(number)d handler is told.", "%(number)d handlers are told.", told) % {"number": told}
    )
    return redirect("reporting:triage")


@never_cache
@require_safe
def emergencies(request: PersonRequest) -> HttpResponse:
    """What rings now, and who is on call."""
    alarms = Alarm.objects.filter(acknowledged_at=None, case__in=cases_for(request.user, Act.SEE))
    context = {
        "page": page_of(alarms.select_related("case__body", "case__wiki").order_by("raised_at"), request),
        "on_desk": on_desk(request.user),
        "now": timezone.now(),
    }
    return render(request, "reporting/cases/emergencies.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: PersonRequest) -> HttpResponse:
    """Who is on call in the person's bodies, and putting somebody there."""
    mine = eligible_bodies(request.user)
    members = {person.pk for people in eligible_by_body(mine).values() for person in people}
    form = OnCallForm(
        request.POST or None,
        bodies=EnforcementBody.objects.filter(pk__in=mine),
        people=Person.objects.filter(pk__in=members),
        initial={"person": request.user},
    )
    if form.is_valid():
        wish = dict(form.cleaned_data)
        if act(form, plan_on_call, actor=request.user, **wish | {"rung": int(wish["rung"])}) is not None:
            messages.success(request, _("The time on call is planned."))
            return redirect("reporting:rota")
    shifts = OnCall.objects.filter(body__in=mine, until__gt=timezone.now()).select_related("body", "person")
    context = {
        "page": page_of(shifts.order_by("since", "rung", "pk"), request),
        "form": form if mine else None,
        "on_desk": on_desk(request.user),
        "now": timezone.now(),
    }
    return render(request, "reporting/cases/rota.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def rota_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a time on call out."""
    shifts = OnCall.objects.filter(body__in=eligible_bodies(request.user)).select_related("body")
    end_on_call(actor=request.user, shift=get_object_or_404(shifts, pk=pk))
    messages.success(request, _("The time on call is taken out."))
    return redirect("reporting:rota")


@of_case(Act.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def severity(request: PersonRequest, case: Case) -> HttpResponse:
    """Say how urgent it is."""
    form = SeverityForm(request.POST or None, initial={"severity": case.severity})
    if form.is_valid() and act(form, set_severity, actor=request.user, case=case, **form.cleaned_data) is not None:
        messages.success(request, _("The severity is changed."))
        return redirect("reporting:case", case.reference)
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/severity.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: PersonRequest) -> HttpResponse:
    """The accounts that the person declared to be close to."""
    form = RelationForm(request.POST or None)
    if form.is_valid() and act(form, declare_relation, actor=request.user, **form.cleaned_data) is not None:
        messages.success(request, _("Declared. Cases about this account will not reach you."))
        return redirect("reporting:relations")
    mine = Relation.objects.filter(person=request.user).order_by("-declared_at")
    context = {
        "relations": [(relation, name_of(relation)) for relation in mine],
        "form": form,
        "on_desk": on_desk(request.user),
    }
    return render(request, "reporting/cases/relations.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def relation_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one back."""
    end_relation(actor=request.user, relation=get_object_or_404(Relation, pk=pk, person=request.user))
    messages.success(request, _("Taken back. Walls that it made stay."))
    return redirect("reporting:relations")
