"""The census of affiliates, and calls for helpers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import census as acts
from skills_exchange.actions.calling import call_for_helpers, may_call
from skills_exchange.errors import CensusRefused
from skills_exchange.forms.census import LINES, SAID, BaseLines, CallForm, CensusAnswerForm, CensusForm
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.models import CensusAnswer, CensusRound, Skill
from skills_exchange.queries.census import affiliates, census_results
from skills_exchange.queries.parties import may_speak_for_organisation, organisations_spoken_for
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response
from wikilearn.movement.enums import AFFILIATE_KINDS
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def census(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, and what the reader can answer now."""
    rounds = list(CensusRound.objects.all())
    open_ones = [each for each in rounds if each.is_open(today())]
    context = {
        "rounds": [(each, each.is_open(today()), each.is_over(today())) for each in rounds],
        "mine": _mine(request, open_ones) if open_ones and request.user.is_authenticated else [],
        "curates": request.user.has_perm("skills_exchange.curate_skills"),
    }
    return render(request, "skills_exchange/census/census.html", context)


@permission_required("skills_exchange.curate_skills", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def census_new(request: PersonRequest) -> HttpResponse:
    """Set a census up, or give it other days."""
    form = CensusForm(request.POST or None)
    if form.is_valid():
        found = act(form, acts.open_census, actor=request.user, **form.cleaned_data)
        if found is not None:
            messages.success(request, _("Saved."))
            return redirect("skills_exchange:census")
    return render(request, "skills_exchange/census/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def census_answer(request: PersonRequest, year: int, slug: str) -> HttpResponse:
    """The questions, for a coordinator of the affiliate."""
    found, organisation, answer = _asked(request, year, slug)
    if not found.is_open(today()):
        return redirect(found)
    form = CensusAnswerForm(request.POST or None, answer=answer, tags=organisation.languages)
    kept = _lines_of(answer)
    choices = SkillChoice(categories=False).choices()
    initial = None if request.method == "POST" else [line._asdict() for line in kept]
    lines = LINES(request.POST or None, prefix="lines", initial=initial, form_kwargs={"choices": choices})
    if request.method == "POST" and all([form.is_valid(), lines.is_valid()]):  # both, so that all errors are shown
        said = {**form.cleaned_data, "lines": lines.lines, "submit": request.POST.get("do") == "submit"}
        done = act(form, acts.answer_census, actor=request.user, census=found, organisation=organisation, **said)
        if done is not None:
            thanks = _("Thank you. Your answers count; until the last day you can correct them.")
            messages.success(request, thanks if done.is_submitted else _("Your draft is kept."))
            return redirect(request.path)
    refused = request.method == "POST"
    if refused:
        answer = _keep_what_is_right(request, found, organisation, answer, form, lines)
    context = {"form": form, "lines": lines, "census": found, "organisation": organisation, "answer": answer}
    return render(request, "skills_exchange/census/answer.html", context, status=400 if refused else 200)


@require_POST
def census_bring(request: PersonRequest, year: int, slug: str) -> HttpResponse:
    """Take the answers into the profile of the affiliate."""
    _census, _organisation, answer = _asked(request, year, slug)
    if answer is None:
        return redirect("skills_exchange:census_answer", year, slug)
    try:
        made = acts.bring_census(actor=request.user, answer=answer)
    except CensusRefused as error:
        messages.error(request, str(error))
        return redirect("skills_exchange:census_answer", year, slug)
    said = ngettext("%(number)s skill is new in the profile.", "%(number)s skills are new in the profile.", made)
    messages.success(request, said % {"number": made})
    return redirect("skills_exchange:of", slug)


@login_not_required
@require_safe
def census_of_year(request: HttpRequest, year: int) -> HttpResponseBase:
    """What a census has found, once it is over."""
    found = get_object_or_404(CensusRound, year=year)
    results = census_results(found) if found.is_over(today()) else None
    if results is not None and request.GET.get("format") == "csv":
        header = ["skill", "affiliates", "people_who_have_it", "people_who_need_it"]
        rows = ([row.skill.slug, *map(_told, (row.affiliates, row.has, row.needs))] for row in results.skills)
        return csv_response(f"census-{year}.csv", header, rows)
    return render(request, "skills_exchange/census/results.html", {"census": found, "results": results})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask those who know a skill whether they share it."""
    if not may_call(request.user):
        raise PermissionDenied
    skill = get_object_or_404(Skill.objects.active(), slug=slug)
    language = request.GET.get("language", "")
    form = CallForm(request.POST or None, initial={"language": language} if language else None)
    if form.is_valid():
        done = act(form, call_for_helpers, actor=request.user, skill=skill, **form.cleaned_data)
        if done is not None:
            said = ngettext("%(number)s participant is asked.", "%(number)s participants are asked.", done.told)
            messages.success(request, said % {"number": done.told})
            return redirect(skill)
    context = {"form": form, "skill": skill}
    return render(request, "skills_exchange/census/call.html", context, status=400 if form.errors else 200)


def _asked(request: PersonRequest, year: int, slug: str) -> tuple[CensusRound, Organisation, CensusAnswer | None]:
    found = get_object_or_404(CensusRound, year=year)
    organisation = get_object_or_404(affiliates(), slug=slug)
    if not may_speak_for_organisation(request.user, organisation):
        raise PermissionDenied
    rows = CensusAnswer.objects.filter(round=found, organisation=organisation).select_related("organisation")
    return found, organisation, rows.first()


def _lines_of(answer: CensusAnswer | None) -> list[acts.Line]:
    rows = answer.lines.select_related("skill") if answer else []
    return [acts.Line(row.skill, row.has, row.needs) for row in rows]


def _keep_what_is_right(
    request: PersonRequest,
    census: CensusRound,
    organisation: Organisation,
    answer: CensusAnswer | None,
    form: CensusAnswerForm,
    lines: BaseLines,
) -> CensusAnswer | None:
    """After an error a draft takes what has none, so that nothing is lost by closing the page."""
    said = {name: getattr(answer, name) for name in SAID} if answer else {}
    said |= {name: form.cleaned_data[name] for name in SAID if name in form.cleaned_data}
    right = lines.right_lines(_lines_of(answer))
    try:
        kept = acts.answer_census(
            actor=request.user,
            census=census,
            organisation=organisation,
            submit=False,
            draft_only=True,
            lines=right,
            **said,
        )
    except CensusRefused:
        return answer
    messages.info(request, _("Your draft is kept."))
    return kept


def _mine(request: HttpRequest, open_ones: list[CensusRound]) -> list[dict[str, Any]]:
    organisations = [each for each in organisations_spoken_for(request.user) if each.kind in AFFILIATE_KINDS]
    answers = CensusAnswer.objects.filter(round__in=open_ones, organisation__in=organisations)
    known = {(row.round_id, row.organisation_id): row for row in answers}
    return [
        {"census": each, "organisation": one, "answer": known.get((each.pk, one.pk))}
        for each in open_ones
        for one in organisations
    ]


def _told(value: int | None) -> object:
    return pgettext("number", "hidden") if value is None else value
