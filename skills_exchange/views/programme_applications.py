"""Applications for a mentoring programme: apply, withdraw, and the organisers' list and decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skills_exchange.actions import programme_applications as actions
from skills_exchange.enums_programmes import ApplicationState, ProgrammeRole
from skills_exchange.forms.programmes import ApplicationForm, DecisionForm
from skills_exchange.models import Programme
from skills_exchange.queries.programme_report import applications_of
from skills_exchange.views.programmes import context_of, organised_or_404, visible_or_404
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

FILTERS = {"role": ProgrammeRole, "state": ApplicationState}


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: PersonRequest, slug: str, role: str) -> HttpResponse:
    """Apply as a mentor or a mentee."""
    found = visible_or_404(request, slug)
    if role not in ProgrammeRole:
        raise Http404
    if not found.takes_applications:
        messages.warning(request, _("Nobody can apply for this programme at the moment."))
        return redirect(found)
    questions = actions.questions_for(found, role)
    form = ApplicationForm(request.POST or None, programme=found, role=role, questions=questions)
    if request.method == "POST" and form.is_valid():
        made = act(form, actions.apply_to_programme, actor=request.user, programme=found, role=role, **form.said)
        if made is not None:
            messages.success(request, _("Thank you. The organisers decide about your application and tell you."))
            return redirect(found)
    context = context_of(request, found) | {"form": form, "role": role}
    return render(request, "skills_exchange/programmes/apply.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    """Take part no more, after a question."""
    found = visible_or_404(request, slug)
    mine = get_object_or_404(found.applications.all(), party__person=request.user)
    if request.method == "POST":
        actions.withdraw_application(actor=request.user, application=mine)
        messages.success(request, _("Your application is withdrawn."))
        return redirect(found)
    return render(request, "skills_exchange/programmes/withdraw.html", {"programme": found})


@require_safe
def applications(request: PersonRequest, slug: str) -> HttpResponseBase:
    """All applications, those to be decided first; `?role=`, `?state=`, `?format=csv`."""
    found = organised_or_404(request, slug)
    if request.GET.get("format") == "csv":
        return _file(found)
    rows = found.applications.with_names().order_by("-state", "created_at", "pk")
    chosen = {name: value for name, kinds in FILTERS.items() if (value := request.GET.get(name, "")) in kinds}
    context = context_of(request, found) | {
        "page": page_of(rows.filter(**chosen), request),
        "chosen": chosen,
        "roles": ProgrammeRole.choices,
        "states": ApplicationState.choices,
        "taken": found.applications.mentees().accepted().count(),
    }
    return render(request, "skills_exchange/programmes/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: PersonRequest, slug: str, uid: UUID) -> HttpResponse:
    """One application with its answers, and the decision."""
    found = organised_or_404(request, slug)
    row = get_object_or_404(found.applications.with_names(), uid=uid)
    row.programme = found
    form = DecisionForm(request.POST or None, application=row)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.decide_application, actor=request.user, application=row, **form.cleaned_data)
        if done is not None:
            messages.success(request, _("Decided. They are told."))
            return redirect("skills_exchange:programme_applications", slug)
    labels = {str(question.pk): question.label for question in found.questions.all()}
    context = context_of(request, found) | {
        "row": row,
        "skills": list(row.skills.all()),
        "answers": [(labels[key], value) for key, value in row.answers.items() if key in labels],
        "form": form,
        "own": row.party.person_id == request.user.pk,
        "decidable": bool(form.fields["state"].choices) and found.state == "open",  # type: ignore[attr-defined]
    }
    return render(request, "skills_exchange/programmes/application.html", context, status=400 if form.errors else 200)


def _file(found: Programme) -> HttpResponseBase:
    questions = list(found.questions.all())
    header = [_("Name"), _("As"), _("State"), _("Skills"), *(question.label for question in questions)]
    return csv_response(
        f"{found.slug}-applications.csv",
        header,
        (
            [
                row.party.name,
                row.get_role_display(),
                row.get_state_display(),
                ", ".join(skill.label for skill in row.skills.all()),
                *(row.answers.get(str(question.pk), "") for question in questions),
            ]
            for row in applications_of(found)
        ),
    )
