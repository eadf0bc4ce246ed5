"""What a body decides, its desk, and answering appeals. For those who work in the body, and nobody else."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions.appeals import answer_appeal
from ucoc.actions.decisions import record_decision
from ucoc.actions.measures import MeasureWish, follow_on_wiki, lift_measure
from ucoc.enums import AppealStatus, Finding
from ucoc.forms.decisions import AnswerAppealForm, DecisionForm, FollowForm, MeasureForm
from ucoc.models.bodies import EnforcementBody
from ucoc.models.codes import Clause, CodeVersion
from ucoc.models.decisions import Decision, DecisionAppeal, Measure
from ucoc.queries.bodies import eligible_members
from ucoc.queries.decisions import deciders_of, ladder_for
from ucoc.views.guards import allow
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

form_methods = require_http_methods(["GET", "HEAD", "POST"])
MEASURES = 3
"""So many measures fit on the page of a decision."""


@never_cache
@require_safe
def desk(request: PersonRequest, slug: str) -> HttpResponse:
    """The body's decisions, the appeals that it has to answer first."""
    body = _of(request, slug)
    decisions = Decision.objects.visible_to(request.user).filter(body=body)
    decisions = decisions.prefetch_related("measures", "appeals").order_by("-decided_on", "-pk")
    appeals = DecisionAppeal.objects.open().for_body_of(request.user).filter(body=body).select_related("first_body")
    context = {"body": body, "page": page_of(decisions, request), "appeals": appeals}
    return render(request, "ucoc/decisions/desk.html", context)


@never_cache
@form_methods
def decide(request: PersonRequest, slug: str) -> HttpResponse:
    """Write down a decision with its measures; `?person=` shows what the ladder proposes, `?before=` decides anew."""
    body = _of(request, slug)
    before = _before(request, body)
    form = _decision_form(request, body, before)
    measures = [MeasureForm(request.POST or None, prefix=f"m{number}") for number in range(1, MEASURES + 1)]
    if request.method == "POST" and _valid(form, measures):
        wishes = [wish for each in measures if (wish := each.wish()) is not None]
        decision = _record(request, body, form, wishes, before)
        if decision is not None:
            messages.success(request, _("The decision is on record. The person concerned is told."))
            return redirect(decision)
    context = {
        "body": body,
        "form": form,
        "measures": measures,
        "before": before,
        **_ladder(request),
    }
    return render(request, "ucoc/decisions/decide.html", context, status=400 if _errors(form, measures) else 200)


def _record(
    request: PersonRequest,
    body: EnforcementBody,
    form: DecisionForm,
    wishes: list[MeasureWish],
    before: Decision | None,
) -> Decision | None:
    data = form.cleaned_data
    return act(
        form,
        record_decision,
        actor=request.user,
        body=body,
        case=before.case if before else form.case_or_new(),
        reasons=data["reasons"],
        finding=data["finding"],
        measures=wishes,
        deciders=form.together,
        conduct=data["conduct"],
        severity=data["severity"],
        clauses=data["clauses"],
        before=before,
    )


def _decision_form(request: PersonRequest, body: EnforcementBody, before: Decision | None) -> DecisionForm:
    version = CodeVersion.objects.in_force()
    clauses = Clause.objects.filter(version=version).order_by("position") if version else Clause.objects.none()
    initial: dict[str, Any] = {"finding": Finding.BREACH, "case": request.GET.get("case", "")}
    if before is not None:
        initial |= {"case": before.case, "conduct": before.conduct}
    return DecisionForm(
        request.POST or None,
        initial=initial,
        colleagues=_colleagues(request.user, body),
        quorum=body.quorum,
        clauses=clauses,
    )


def _before(request: PersonRequest, body: EnforcementBody) -> Decision | None:
    named = request.GET.get("before", "")
    try:
        uid = uuid.UUID(named)
    except ValueError:
        return None
    return get_object_or_404(Decision.objects.filter(body=body, appeals__status=AppealStatus.SENT_BACK), uid=uid)


def _ladder(request: PersonRequest) -> dict[str, Any]:
    """What the ladder proposes for `?person=`, if somebody of that name is known here."""
    name = request.GET.get("person", "").strip()
    if not name:
        return {"asked": ""}
    person = Person.objects.present().named(name).first()
    return {"asked": name, "ladder": ladder_for(person) if person is not None else None, "found": person}


def _valid(form: DecisionForm, measures: list[MeasureForm]) -> bool:
    return all([form.is_valid(), *(each.is_valid() for each in measures)])


def _errors(form: DecisionForm, measures: list[MeasureForm]) -> bool:
    return bool(form.errors) or any(each.errors for each in measures)


@never_cache
@require_safe
def decision(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """A decision with its measures and appeals, for the body that decided and for the one that looks again."""
    found = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related("body", "wiki", "before"), uid=uid
    )
    mine = request.user.has_perm("ucoc.read_decision", found)
    if not mine:
        allow(request, "ucoc.answer_decision_appeal", found.appeals.first())
    context = {
        "decision": found,
        "measures": found.measures.select_related("person", "course", "wiki"),
        "appeals": found.appeals.select_related("body"),
        "parts": found.parts.select_related("person"),
        "mine": mine,
        "sent_back": any(appeal.status == AppealStatus.SENT_BACK for appeal in found.appeals.all())
        and not found.later.exists(),
        "today": today(),
    }
    return render(request, "ucoc/decisions/decision.html", context)


@never_cache
@form_methods
def follow(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Note what the wiki did with a recommendation."""
    measure = _measure(request, uid)
    form = FollowForm(request.POST or None, initial={"status": measure.on_wiki, "link": measure.on_wiki_link})
    if request.method == "POST" and form.is_valid():
        done = act(form, follow_on_wiki, actor=request.user, measure=measure, **form.cleaned_data)
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(measure.decision)
    context = {"form": form, "measure": measure}
    return render(request, "ucoc/decisions/follow.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def lift(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """End a measure before its day."""
    measure = _measure(request, uid)
    lift_measure(actor=request.user, measure=measure)
    messages.success(request, _("The measure has ended."))
    return redirect(measure.decision)


def _measure(request: PersonRequest, uid: uuid.UUID) -> Measure:
    visible = Decision.objects.visible_to(request.user)
    measure = get_object_or_404(Measure.objects.filter(decision__in=visible).select_related("decision__body"), uid=uid)
    allow(request, "ucoc.read_decision", measure.decision)
    return measure


@never_cache
@form_methods
def appeal(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """An appeal with the decision that it is about; the body that looks again answers it."""
    found = get_object_or_404(
        DecisionAppeal.objects.filter(decision__in=Decision.objects.visible_to(request.user)).select_related(
            "decision__body", "body", "filed_by"
        ),
        uid=uid,
    )
    allow(request, "ucoc.answer_decision_appeal", found)
    first = deciders_of(found.decision)
    colleagues = [person for person in _colleagues(request.user, found.body) if person.pk not in first]
    form = AnswerAppealForm(request.POST or None, colleagues=colleagues, quorum=found.body.quorum)
    measures = [MeasureForm(request.POST or None, prefix="m1")]
    if request.method == "POST" and form.is_valid() and all(each.is_valid() for each in measures):
        done = _answered(request, found, form, measures)
        if done is not None:
            messages.success(request, _("The answer is on record. The person concerned is told."))
            return redirect("ucoc:body_desk", found.body.slug)
    context = {
        "appeal": found,
        "decision": found.decision,
        "measures": found.decision.measures.select_related("person", "course", "wiki"),
        "form": form,
        "others": measures,
        "is_open": found.status == AppealStatus.OPEN,
    }
    status = 400 if form.errors or any(each.errors for each in measures) else 200
    return render(request, "ucoc/decisions/appeal.html", context, status=status)


def _answered(
    request: PersonRequest, found: DecisionAppeal, form: AnswerAppealForm, measures: list[MeasureForm]
) -> DecisionAppeal | None:
    wishes = [wish for each in measures if (wish := each.wish()) is not None]
    return act(
        form,
        answer_appeal,
        actor=request.user,
        appeal=found,
        outcome=form.cleaned_data["outcome"],
        reasons=form.cleaned_data["reasons"],
        measures=wishes,
        deciders=form.together,
    )


def _of(request: PersonRequest, slug: str) -> EnforcementBody:
    body = get_object_or_404(EnforcementBody.objects.where_member(request.user).select_related("wiki"), slug=slug)
    allow(request, "ucoc.decide_case", body)
    return body


def _colleagues(person: Person, body: EnforcementBody) -> list[Person]:
    return [each for each in eligible_members(body) if each.pk != person.pk]
