"""Affirming the code, the proof of it, and the figures. Nothing on the site waits for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ucoc.actions.affirming import affirm_code
from ucoc.affirmation_banner import ask_again
from ucoc.forms.affirming import AffirmForm
from ucoc.models import Affirmation, CodeVersion
from ucoc.queries.affirming import affirmation_figures, open_for, proof_of
from ucoc.queries.codes import parts_of
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def affirm(request: PersonRequest) -> HttpResponse:
    """What is affirmed, short and whole, with the capacities that are still open."""
    version = CodeVersion.objects.in_force()
    open_now = open_for(request.user, version)
    if version is None or not open_now:
        ask_again(request)
        return redirect("ucoc:affirmations")
    form = AffirmForm(request.POST if request.method == "POST" else None, open_now=open_now)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["capacities"]
        wanted = {"version": version, "language": languages.current().tag, "capacities": chosen}
        if (rows := act(form, affirm_code, actor=request.user, **wanted)) is not None:
            ask_again(request)
            told = ngettext("Thank you. It is on record.", "Thank you. All %(number)s are on record.", len(rows))
            messages.success(request, told % {"number": len(rows)})
            return redirect("ucoc:affirmations")
    context = {"form": form, "version": version, "parts": parts_of(version)}
    return render(request, "ucoc/affirming/affirm.html", context, status=400 if form.errors else 200)


@require_safe
def affirmations(request: PersonRequest) -> HttpResponse:
    """What I affirmed: to print, or with `?format=json` as a file."""
    rows = Affirmation.objects.of(request.user).select_related("version__code", "right", "wiki")
    if request.GET.get("format") == "json":
        response = JsonResponse(proof_of(request.user, rows), json_dumps_params={"ensure_ascii": False, "indent": 2})
        response.headers["Content-Disposition"] = 'attachment; filename="affirmations.json"'
        return response
    version = CodeVersion.objects.in_force()
    context = {"page": page_of(rows, request), "open": open_for(request.user, version), "version": version}
    return render(request, "ucoc/affirming/mine.html", context)


@require_safe
def affirm_banner(request: PersonRequest) -> HttpResponse:
    """A fragment: the banner, if there is something to affirm; asked for at most once a day in a session."""
    ask_again(request)
    return render(request, "ucoc/affirming/_banner.html")


@login_not_required
@require_safe
def affirmation_figures_page(request: HttpRequest) -> HttpResponseBase:
    """How many of a hundred holders on each wiki have affirmed the version in force."""
    figures = affirmation_figures()
    if request.GET.get("format") == "csv":
        rows = ([row.project or "all", row.percent] for row in figures.rows)
        return csv_response("affirmations.csv", ["wiki", "percent_of_holders_who_affirmed"], rows)
    words = request.GET.get("q", "").strip().lower()
    shown = [row for row in figures.rows if not words or words in (row.project or "")]
    context = {"figures": figures, "page": page_of(shown, request, size=50), "q": words}
    return render(request, "ucoc/affirming/figures.html", context)
