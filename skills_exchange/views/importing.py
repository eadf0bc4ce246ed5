"""Bringing a profile along: from CapX, from answers that wait, from a table of answers."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange import answer_tables, capx
from skills_exchange.actions.bringing import bring_profile, decide_answers, leave_answers
from skills_exchange.actions.parties import party_of
from skills_exchange.enums import ClaimSource
from skills_exchange.forms.importing import ColumnsForm, ConsentForm, SkillsForm, TableForm
from skills_exchange.imports import Foreign, Plan, plan_for
from skills_exchange.models import AnswersImport, WaitingAnswers
from skills_exchange.queries.parties import organisations_spoken_for
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest

SALT = "skills_exchange.capx"
HOUR = 3600
MOST_NAMES = 200

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def import_profile(request: PersonRequest) -> HttpResponse:
    """Where skills can come from, and answers that wait for a decision."""
    party = party_of(request.user)
    waiting = WaitingAnswers.objects.of(request.user).filter(answered_at=None).select_related("organisation")[:10]
    context = {
        "party": party,
        "capx": capx.configured() is not None,
        "linked": request.user.central_id is not None,
        "waiting": [(each, plan_for(party, Foreign.of_json(each.answers))) for each in waiting],
    }
    return render(request, "skills_exchange/profiles/import.html", context)


@require_POST
def decide(request: PersonRequest, number: int) -> HttpResponse:
    """Take answers that waited, or forget them."""
    waiting = get_object_or_404(WaitingAnswers.objects.of(request.user), pk=number)
    take = request.POST.get("do") == "take"
    plan = decide_answers(actor=request.user, party=party_of(request.user), waiting=waiting, take=take)
    messages.success(request, _said_of(plan) if plan else _("The answers are deleted."))
    return redirect("skills_exchange:me" if take else "skills_exchange:import_profile")


@get_or_post
def import_capx(request: PersonRequest) -> HttpResponse:
    """Ask CapX, with the person's consent and for their own account only; show what would come in; take it."""
    api = capx.configured()
    if api is None:
        raise Http404
    party = party_of(request.user)
    if request.method == "POST" and "found" in request.POST:
        foreign = _unsigned(request)
        plan = bring_profile(actor=request.user, party=party, foreign=foreign, source=ClaimSource.CAPX)
        messages.success(request, _said_of(plan))
        return redirect("skills_exchange:me")
    form = ConsentForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"party": party, "form": form, "linked": request.user.central_id is not None}
    if form.is_valid() and context["linked"]:
        if not throttling.allow(request, "capx", limit=10, seconds=HOUR):
            return too_many_requests(request)
        found = act(form, api.profile, request.user.username)
        if found is not None:
            context |= {"plan": plan_for(party, found), "found": _signed(request, found)}
        elif not form.errors:
            context["nothing"] = True
    return render(request, "skills_exchange/profiles/import_capx.html", context, status=400 if form.errors else 200)


def _signed(request: PersonRequest, found: Foreign) -> str:
    return signing.dumps([str(request.user.uid), found.as_json()], salt=SALT, compress=True)


def _unsigned(request: PersonRequest) -> Foreign:
    """What was shown before; 404 for what was not made here, for somebody else, or long ago."""
    try:
        uid, said = signing.loads(request.POST["found"], salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise Http404 from None
    if uid != str(request.user.uid):
        raise Http404
    return Foreign.of_json(said)


@get_or_post
def import_answers(request: PersonRequest) -> HttpResponse:
    """First step: the file."""
    organisations = organisations_spoken_for(request.user)
    posted = request.method == "POST"
    form = TableForm(request.POST if posted else None, request.FILES if posted else None, organisations=organisations)
    if form.is_valid():
        rows = act(form, answer_tables.read_table, form.cleaned_data["file"].read(answer_tables.MOST_BYTES + 1))
        if rows is not None:
            chosen = {each.slug: each for each in organisations}.get(form.cleaned_data.get("whose", ""))
            _begin(request, rows, chosen)
            return redirect("skills_exchange:import_columns")
    return _step(request, "import_table", form=form)


@transaction.atomic
def _begin(request: PersonRequest, rows: list[list[str]], organisation: Any) -> None:
    AnswersImport.objects.filter(by=request.user).delete()
    AnswersImport.objects.create(
        by=request.user, organisation=organisation, rows=rows, columns=answer_tables.guess_columns(rows[0])
    )


@get_or_post
def import_columns(request: PersonRequest) -> HttpResponse:
    """Second step: which column holds what, beside the first rows."""
    run = get_object_or_404(AnswersImport, by=request.user)
    form = ColumnsForm(request.POST if request.method == "POST" else None, header=run.rows[0], columns=run.columns)
    if form.is_valid():
        run.columns = form.columns
        run.save(update_fields=["columns"])
        return redirect("skills_exchange:import_skills")
    return _step(request, "import_columns", form=form, header=run.rows[0], sample=run.rows[1:4])


@get_or_post
def import_skills(request: PersonRequest) -> HttpResponse:
    """Third step: which skills are meant by names that are not known here; nothing to do if all are."""
    run = get_object_or_404(AnswersImport, by=request.user)
    names = answer_tables.skill_names(run.rows, run.columns)
    known = answer_tables.known_names(names)
    strange = [name for name in names if name not in known][:MOST_NAMES]
    chosen = run.choices or {name: answer_tables.likely(name) for name in strange[:40]}
    form = SkillsForm(request.POST if request.method == "POST" else None, names=strange, chosen=chosen)
    if form.is_valid() or not strange:
        run.choices = known | (form.choices if strange else {})
        run.save(update_fields=["choices"])
        return redirect("skills_exchange:import_check")
    return _step(request, "import_skills", form=form)


@get_or_post
def import_check(request: PersonRequest) -> HttpResponse:
    """Last step: what would happen to each row; and then it happens."""
    run = get_object_or_404(AnswersImport.objects.select_related("organisation"), by=request.user)
    only = None if run.organisation else request.user.username
    lines = answer_tables.read_lines(run.rows, run.columns, run.choices, only=only)
    good = [line for line in lines if not line.problem]
    party = party_of(request.user)
    if request.method == "POST":
        return _finish(request, run, good)
    context = {
        "run": run,
        "page": page_of(lines, request, size=50),
        "good": len(good),
        "bad": len(lines) - len(good),
        "plan": plan_for(party, good[-1].foreign) if good and not run.organisation else None,
    }
    return _step(request, "import_check", **context)


@transaction.atomic
def _finish(request: PersonRequest, run: AnswersImport, good: list[answer_tables.Line]) -> HttpResponse:
    if run.organisation is not None:
        answers = [(line.username, line.foreign) for line in good]
        number = leave_answers(actor=request.user, organisation=run.organisation, answers=answers)
        text = ngettext(
            "The answers of %(number)s person wait for them.", "The answers of %(number)s people wait for them.", number
        )
        messages.success(request, text % {"number": number})
    elif good:
        plan = bring_profile(
            actor=request.user, party=party_of(request.user), foreign=good[-1].foreign, source=ClaimSource.LETS_CONNECT
        )
        messages.success(request, _said_of(plan))
    run.delete()
    return redirect("skills_exchange:me")


def _step(request: PersonRequest, name: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    context["party"] = party_of(request.user)
    status = 400 if form is not None and form.errors else 200
    return render(request, f"skills_exchange/profiles/{name}.html", context, status=status)


def _said_of(plan: Plan) -> str:
    number = len(plan.claims)
    if plan.is_empty:
        return _("There was nothing new. Your profile is as it was.")
    text = ngettext(
        "%(number)s skill has come into your profile.", "%(number)s skills have come into your profile.", number
    )
    return text % {"number": number}
