"""What stewards ask: one name, many names, a wiki; on any day; as a page or as CSV."""

from collections.abc import Iterable
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.actions.looking_up import log_look_up
from certification.enums import Outcome
from certification.forms import DayForm, HoldersForm, NamesForm, OneForm, WikiForm
from certification.queries.asking import Answer, ask, ask_wiki
from certification.queries.documents import CSV_HEADER, csv_rows
from wikilearn.core.tables import csv_response, page_of
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.http import PersonRequest
from wikilearn.people.usernames import normalise

UNANSWERED = frozenset({Outcome.UNKNOWN, Outcome.TEMPORARY, Outcome.IP_ADDRESS, Outcome.INVALID})
Answered = HttpResponse | StreamingHttpResponse


class _View(Protocol):
    def __call__(self, request: PersonRequest, *args: Any, **kwargs: Any) -> Answered: ...


def for_stewards(view: _View) -> _View:
    """403 for whoever may not look others up; nothing of these pages is kept by browsers or proxies."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> Answered:
        if not request.user.has_perm("certification.look_up"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@for_stewards
@require_http_methods(["GET", "HEAD", "POST"])
def steward(request: PersonRequest) -> Answered:
    """Ask for one name or one wiki (leads to its page) or for a pasted list (answered here)."""
    if request.method == "POST":
        return _names(request)
    one = OneForm(request.GET if "username" in request.GET else None, prefix=None)
    wiki = WikiForm(request.GET if "wiki" in request.GET else None, prefix=None)
    if one.is_valid():
        name = normalise(one.cleaned_data["username"])
        if name and "/" not in name:
            return redirect(_address("certification:steward_person", name, request.GET.get("at")))
        one.add_error("username", Outcome.INVALID.label)
    if wiki.is_valid():
        dbname = wiki.cleaned_data["wiki"].strip()
        if Wiki.objects.filter(dbname=dbname).exists():
            return redirect(_address("certification:steward_wiki", dbname, request.GET.get("at")))
        wiki.add_error("wiki", Outcome.UNKNOWN.label)
    status = 400 if one.errors or wiki.errors else 200
    return _page(request, {"one": one, "wiki": wiki, "names": NamesForm()}, status=status)


@for_stewards
@require_safe
def steward_person(request: PersonRequest, username: str) -> Answered:
    """Each requirement of each right of one person."""
    form = DayForm(request.GET)
    if not form.is_valid():
        return render(request, "certification/steward/person.html", {"form": form, "asked": username}, status=400)
    answers = ask([username], form.cleaned_data["at"])
    answer = next(iter(answers.answers), None)
    if answer is None:
        raise Http404
    log_look_up(actor=request.user, answers=[answer], page="steward_person")
    if request.GET.get("format") == "csv":
        return csv_response("standing.csv", CSV_HEADER, csv_rows([answer]))
    context = {"form": form, "asked": username, "answers": answers, "answer": answer}
    status = 404 if answer.outcome in UNANSWERED else 200
    return render(request, "certification/steward/person.html", context, status=status)


@for_stewards
@require_safe
def steward_wiki(request: PersonRequest, dbname: str) -> Answered:
    """The holders of rights on a wiki, with their standing."""
    form = HoldersForm(request.GET)
    if not form.is_valid():
        form.offer({})
        return render(request, "certification/steward/wiki.html", {"form": form, "dbname": dbname}, status=400)
    right, state = form.cleaned_data["right"], form.cleaned_data["state"]
    try:
        holders = ask_wiki(dbname, form.cleaned_data["at"], right, state)
    except Wiki.DoesNotExist:
        raise Http404 from None
    form.offer(holders.required.rights)
    context: dict[str, Any] = {"form": form, "dbname": dbname, "holders": holders}
    if request.GET.get("format") == "csv":
        shown = holders.answers(holders.held)
        _log(request, shown, "steward_wiki")
        return csv_response(f"{dbname}.csv", CSV_HEADER, csv_rows(shown))
    if state:
        context["page"] = page_of(holders.answers(holders.held), request)
        context["answers"] = list(context["page"].object_list)
    else:
        context["page"] = page_of(holders.held, request)
        context["answers"] = holders.answers(list(context["page"].object_list))
    _log(request, context["answers"], "steward_wiki")
    return render(request, "certification/steward/wiki.html", context)


def _names(request: PersonRequest) -> Answered:
    names = NamesForm(request.POST)
    if not names.is_valid():
        return _page(request, {"one": OneForm(), "wiki": WikiForm(), "names": names}, status=400)
    answers = ask(names.cleaned_data["names"], names.cleaned_data["at"])
    _log(request, answers.answers, "steward_names")
    if request.POST.get("format") == "csv":
        return csv_response("standing.csv", CSV_HEADER, csv_rows(answers.answers))
    context = {"one": OneForm(), "wiki": WikiForm(), "names": names, "answers": answers}
    return _page(request, context)


def _page(request: PersonRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["rights"] = Right.objects.order_by("name")
    return render(request, "certification/steward/index.html", context, status=status)


def _log(request: PersonRequest, answers: Iterable[Answer], page: str) -> None:
    log_look_up(actor=request.user, answers=answers, page=page)


def _address(view: str, name: str, at: str | None) -> str:
    return reverse(view, args=[name]) + (f"?{urlencode({'at': at})}" if at else "")
