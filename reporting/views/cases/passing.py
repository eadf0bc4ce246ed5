"""Handing over, stepping back, walls, and passing a case on to another body."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reporting.actions.cases.forwarding import forward_case, items_to_forward, permit_forward, plan_of
from reporting.actions.cases.recusing import recuse, wall_person
from reporting.actions.cases.working import assign_case, hand_over, readers_of
from reporting.forms.cases import AssignForm, ForwardForm, HandOnForm, WallForm
from reporting.models import Case, ForwardPass
from reporting.policy import Act
from reporting.routing import NobodyFree
from reporting.states import StepKind
from reporting.views.cases.opening import locked, of_case, open_parts, opened
from reporting.views.vault import VaultRequest, step_up_required
from ucoc.models import EnforcementBody
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

FORM = ["GET", "HEAD", "POST"]


@of_case(Act.WORK)
@require_http_methods(FORM)
def assign(request: PersonRequest, case: Case) -> HttpResponse:
    """Give the case to a colleague, with a few words."""
    people = Person.objects.filter(pk__in=[person.pk for person in readers_of(case)])
    form = AssignForm(request.POST or None, people=people)
    if form.is_valid():
        to, text = form.cleaned_data["to"], form.cleaned_data["text"]
        open_case = opened(request, case) if text.strip() else None
        if text.strip() and open_case is None:
            locked(form)
        elif open_case is not None:
            done = act(form, hand_over, actor=request.user, open_case=open_case, to=to, text=text)
        else:
            done = act(form, assign_case, actor=request.user, case=case, to=to)
        if not form.errors and done is not None:
            messages.success(request, _("The case is handed over."))
            return redirect("reporting:case", case.reference)
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/assign.html", context, status=400 if form.errors else 200)


@of_case(Act.READ)
@require_http_methods(FORM)
def step_back(request: PersonRequest, case: Case) -> HttpResponse:
    """Recuse oneself; afterwards the case does not exist for this person."""
    if request.method == "POST":
        recuse(actor=request.user, case=case, open_case=opened(request, case))
        messages.success(request, _("You have stepped back. You will not hear of this case again."))
        return redirect("reporting:cases")
    return render(request, "reporting/cases/step_back.html", {"case": case})


@of_case(Act.WORK)
@require_http_methods(FORM)
def wall(request: PersonRequest, case: Case) -> HttpResponse:
    """Shut somebody out whose conflict of interest was found."""
    form = WallForm(request.POST or None)
    if form.is_valid():
        person = Person.objects.named(form.cleaned_data["username"]).first()
        open_case, accused = opened(request, case), form.cleaned_data["accused"]
        wish = {"case": case, "person": person, "open_case": open_case, "accused": accused}
        if accused and open_case is None:
            locked(form)
        elif person is None:
            form.add_error("username", _("There is no such account here."))
        elif act(form, wall_person, actor=request.user, **wish):
            messages.success(request, _("From now on the case does not exist for this person."))
            return redirect("reporting:cases")
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/wall.html", context, status=400 if form.errors else 200)


@of_case(Act.SETTLE)
@step_up_required
@require_http_methods(FORM)
def forward(request: VaultRequest, case: Case) -> HttpResponse:
    """Choose the body that is to have the case."""
    bodies = EnforcementBody.objects.at_work().exclude(pk=case.body_id)
    form = ForwardForm(request.POST or None, bodies=bodies)
    if form.is_valid():
        wish = {"body": form.cleaned_data["body"], "kind": StepKind(form.cleaned_data["kind"])}
        permit = act(form, permit_forward, actor=request.user, case=case, **wish)
        if permit is not None:
            return redirect("reporting:forward_confirm", case.reference, permit.pk)
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/forward.html", context, status=400 if form.errors else 200)


@of_case(Act.SETTLE)
@step_up_required
@require_http_methods(FORM)
def forward_confirm(request: VaultRequest, case: Case, pk: int) -> HttpResponse:
    """See who would read it and what goes along, then pass it on."""
    permit = get_object_or_404(ForwardPass.objects.select_related("body", "case"), pk=pk, case=case, spent_at=None)
    form = HandOnForm(request.POST or None)
    open_case = opened(request, case)
    if form.is_valid():
        if open_case is None:
            locked(form)
        else:
            wish = {"permit": permit, "open_case": open_case, "text": form.cleaned_data["text"]}
            parts = open_parts(request, case)
            if act(form, forward_case, actor=request.user, parts=parts, **wish) is not None:
                messages.success(request, _("The case is passed on. The reporter can follow it with the same receipt."))
                return redirect("reporting:cases")
    try:
        plan = plan_of(permit)
    except NobodyFree:
        plan = None
    context = {
        "case": case,
        "form": form,
        "permit": permit,
        "plan": plan,
        "open_case": open_case,
        "items": items_to_forward(open_case) if open_case else [],
    }
    return render(request, "reporting/cases/forward_confirm.html", context, status=400 if form.errors else 200)
