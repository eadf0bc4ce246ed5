"""The help desk: look first, ask, answer, solve."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.views.readers import chain_of
from skills_exchange.actions import help as acts
from skills_exchange.enums_help import AskState, HelpState
from skills_exchange.forms.help import AskForm, HelpAnswerForm, KeepForm, LookFirstForm, QueueSearch
from skills_exchange.models import HelpAnswer, HelpAsk, HelpRequest, PartyBlock, Skill
from skills_exchange.queries.everything import search_everything
from skills_exchange.queries.help import exchanges_on, open_asks, wait_for
from skills_exchange.queries.skills import find_skills
from wikilearn.core import languages, throttling
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

MOST_ANSWERS, WINDOW = 30, 3600


@login_not_required
@require_safe
def help_desk(request: HttpRequest) -> HttpResponse:
    """Where to ask; what was found already; my questions, and those I was asked to answer."""
    form = LookFirstForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context: dict[str, Any] = {
        "form": form,
        "words": words,
        "sections": search_everything(words, reader=request.user, chain=chain_of(request)) if words else [],
    }
    if request.user.is_authenticated:
        context["mine"] = HelpRequest.objects.asked_by(request.user).select_related("skill")[:5]
        context["asks"] = list(open_asks(request.user, timezone.now())[:10])
    return render(request, "skills_exchange/help/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def help_ask(request: PersonRequest) -> HttpResponse:
    """The question itself, with how long it may take."""
    words = request.GET.get("q", "")[:200]
    guess = find_skills(words, languages.current().tag, 1) if words else []
    named = Skill.objects.active().filter(slug=request.GET.get("skill", "")[:80]).first()
    initial = {"title": words, "skill": named or (guess[0] if guess else None)}
    form = AskForm(request.POST or None, initial=initial)
    if form.is_valid():
        question = act(form, acts.ask_for_help, actor=request.user, **form.cleaned_data)
        if question is not None:
            messages.success(request, _("Your question is on its way."))
            return redirect(question)
    skill, language = _asked_about(request, form, initial["skill"])
    context = {"form": form, "wait": wait_for(skill, language, asker=request.user)}
    return render(request, "skills_exchange/help/ask.html", context, status=400 if form.errors else 200)


@require_safe
def help_queue(request: PersonRequest) -> HttpResponse:
    """Open questions, those that wait longest first; and one's own on top of the page."""
    form = QueueSearch(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = HelpRequest.objects.visible_to(request.user).exclude(asker=request.user).select_related("skill")
    states = [HelpState.OPEN] if asked.get("waiting") else [HelpState.OPEN, HelpState.ANSWERED]
    rows = rows.filter(state__in=states)
    if asked.get("language"):
        rows = rows.filter(language=asked["language"])
    if asked.get("skill"):
        rows = rows.filter(skill__path__startswith=asked["skill"].path)
    if asked.get("q"):
        rows = rows.filter(title__unaccent__icontains=asked["q"])
    page = page_of(rows.order_by("promised_by", "pk"), request)
    context = {"form": form, "page": page, "filtered": any(asked.values())}
    return render(request, "skills_exchange/help/queue.html", context)


@require_safe
def my_questions(request: PersonRequest) -> HttpResponse:
    """What I have asked, newest first."""
    rows = HelpRequest.objects.asked_by(request.user).select_related("skill")
    return render(request, "skills_exchange/help/mine.html", {"page": page_of(rows, request)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def help_request(request: HttpRequest, uid: str) -> HttpResponse:
    """A question with what was said; by POST one more text."""
    question = question_or_404(request, uid)
    form = HelpAnswerForm(request.POST or None)
    if request.method == "POST":
        if not request.user.is_authenticated:
            raise PermissionDenied
        if form.is_valid() and _within_limits(request, form):
            said = act(form, acts.answer_question, actor=request.user, request=question, **form.cleaned_data)
            if said is not None:
                messages.success(request, _("Sent."))
                return redirect(question)
    context = _page_of(request, question) | {"form": form}
    return render(request, "skills_exchange/help/question.html", context, status=400 if form.errors else 200)


@require_POST
def help_take(request: PersonRequest, uid: str) -> HttpResponse:
    """Say that one answers, or cannot."""
    question = question_or_404(request, uid)
    ask = get_object_or_404(HelpAsk, request=question, party__person=request.user)
    takes = request.POST.get("takes") == "yes"
    done = _try(request, acts.answer_ask, actor=request.user, ask=ask, takes=takes)
    if done and takes:
        messages.success(request, _("Thank you. Nobody else is asked while you write."))
    elif done:
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
        return redirect("skills_exchange:help_desk")
    return redirect(question)


@require_POST
def help_solve(request: PersonRequest, uid: str) -> HttpResponse:
    """It is solved, by that answer if one is named; or not solved after all; or not needed any more."""
    question = question_or_404(request, uid)
    wanted = request.POST.get("do")
    if wanted == "reopen":
        _try(request, acts.reopen_question, actor=request.user, request=question)
    elif wanted == "withdraw":
        _try(request, acts.withdraw_question, actor=request.user, request=question)
    else:
        number = request.POST.get("answer", "")
        answer = get_object_or_404(HelpAnswer, request=question, pk=number) if number.isdecimal() else None
        if _try(request, acts.solve_question, actor=request.user, request=question, answer=answer):
            messages.success(request, _("Good. Whoever helped is told."))
    return redirect(question)


@require_http_methods(["GET", "HEAD", "POST"])
def help_keep(request: PersonRequest, uid: str) -> HttpResponse:
    """Make an entry of the library of a solved question."""
    question = question_or_404(request, uid)
    if not (acts.may_keep(request.user, question) and question.is_public and question.resource_id is None):
        raise PermissionDenied
    answer = question.answers.filter(accepted=True).values_list("text", flat=True).first() or ""
    body = "\n\n".join(part for part in (question.text, answer) if part)
    skills = [question.skill] if question.skill else []
    form = KeepForm(request.POST or None, initial={"title": question.title, "body": body}, skills=skills)
    if form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("title", "body")}
        kept = act(form, acts.keep_as_resource, actor=request.user, request=question, skills=form.chosen, **texts)
        if kept is not None:
            messages.success(request, _("Thank you. It is in the library now."))
            return redirect(kept)
    context = {"form": form, "question": question}
    return render(request, "skills_exchange/help/keep.html", context, status=400 if form.errors else 200)


@require_POST
def help_hide(request: PersonRequest, uid: str, number: int) -> HttpResponse:
    """Curators hide an answer, or show it again."""
    question = question_or_404(request, uid)
    answer = get_object_or_404(HelpAnswer.objects.select_related("request"), request=question, pk=number)
    acts.hide_answer(actor=request.user, answer=answer, hidden=request.POST.get("hidden") == "yes")
    return redirect(question)


def _page_of(request: HttpRequest, question: HelpRequest) -> dict[str, Any]:
    answers = question.answers.select_related("author")
    context: dict[str, Any] = {"question": question, "curates": False, "own": False, "ask": None, "may_keep": False}
    if request.user.is_authenticated:
        context["curates"] = request.user.has_perm("skills_exchange.curate_help")
        context["own"] = question.asker_id == request.user.pk
        context["ask"] = question.asks.filter(
            party__person=request.user, state__in=[AskState.ASKED, AskState.TAKEN]
        ).first()
        context["may_keep"] = (
            question.is_public and question.resource_id is None and acts.may_keep(request.user, question)
        )
    context |= exchanges_on(request.user, question)
    if not context["curates"]:
        answers = answers.filter(hidden=False)
        if request.user.is_authenticated:
            apart = PartyBlock.objects.filter(
                Q(by__person=request.user, blocked__person=OuterRef("author"))
                | Q(blocked__person=request.user, by__person=OuterRef("author"))
            )
            answers = answers.filter(~Exists(apart))
    return context | {"answers": answers}


def question_or_404(request: HttpRequest, uid: str) -> HelpRequest:
    """The question, if the reader may see it."""
    rows = HelpRequest.objects.visible_to(request.user).select_related("skill", "asker", "organisation", "resource")
    return get_object_or_404(rows, uid=uid)


def _asked_about(request: HttpRequest, form: AskForm, guess: Any) -> tuple[Skill | None, str]:
    """What the form speaks of now, or the address while it is filled in, for the wait that is shown."""
    said = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    language = said.get("language") or request.GET.get("language") or languages.current().tag
    return said.get("skill") or guess, language


def _within_limits(request: HttpRequest, form: HelpAnswerForm) -> bool:
    if throttling.allow(request, "help-answer", limit=MOST_ANSWERS, seconds=WINDOW):
        return True
    form.add_error(None, _("You have written a lot in the last hour. Please wait a little."))
    return False


def _try(http: HttpRequest, action: Any, /, **kwargs: Any) -> bool:
    try:
        action(**kwargs)
    except DomainError as error:
        messages.error(http, str(error))
        return False
    return True
