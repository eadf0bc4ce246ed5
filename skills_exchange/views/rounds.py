"""Rounds of fair matching: the public list and page of each, and what their organisers do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import publishing_rounds
from skills_exchange.actions import rounds as actions
from skills_exchange.enums import RoundState
from skills_exchange.forms.matching import RoundForm
from skills_exchange.models import MatchRound
from skills_exchange.queries import clinic_wishes as queries
from skills_exchange.queries.round_quality import figures_now
from skills_exchange.queries.rounds import figures_of, organisations_for, pool_in_words, rounds_visible_to
from skills_exchange.queries.weights import weights_in_force
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Published rounds, and those that the reader organises."""
    page = page_of(rounds_visible_to(request.user).order_by("-created_at", "-pk"), request)
    return render(request, "skills_exchange/rounds/rounds.html", {"page": page})


@require_safe
def clinic_wishes(request: PersonRequest) -> HttpResponseBase:
    """For organisers: where enough people wait for the same and nobody is free. `?format=csv` gives a file."""
    if not request.user.has_perm("skills_exchange.see_rounds"):
        raise PermissionDenied
    wishes = queries.clinic_wishes()
    if request.GET.get("format") == "csv":
        rows = ([wish.skill.label, wish.language, wish.waiting] for wish in wishes)
        return csv_response("where-people-wait.csv", [_("Skill"), _("Language"), _("People who wait")], rows)
    return render(request, "skills_exchange/rounds/clinic_wishes.html", {"page": page_of(wishes, request)})


@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: PersonRequest) -> HttpResponse:
    """Set a round up."""
    if not request.user.has_perm("skills_exchange.see_rounds"):
        raise PermissionDenied
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations_for(request.user),
        everywhere=request.user.has_perm("skills_exchange.organise_round"),
        weights=weights_in_force(),
    )
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("slug", "title", "organisation")}
        made = act(form, actions.draft_round, actor=request.user, pool=form.pool, settings=form.settings, **wanted)
        if made is not None:
            return redirect(made)
    return render(request, "skills_exchange/rounds/new_round.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A round with its parameters and figures; `?format=csv` gives the figures as a file."""
    found = get_object_or_404(rounds_visible_to(request.user), slug=slug)
    figures = figures_of(figures_now(found))
    if request.GET.get("format") == "csv":
        return csv_response(f"round-{found.slug}.csv", [_("Figure"), _("Value")], [row[1:3] for row in figures])
    return render(request, "skills_exchange/rounds/round.html", _context(request, found) | {"figures": figures})


@require_safe
def preview_round(request: PersonRequest, slug: str) -> HttpResponse:
    """A dry run: the figures that the round would have today. Nothing is written."""
    found = _organised(request, slug)
    if not throttling.allow(request, "round_preview", limit=20, seconds=3600):
        return too_many_requests(request)
    outcome = actions.preview_round(actor=request.user, round=found)
    context = _context(request, found) | {"figures": figures_of(outcome.metrics), "preview": True}
    return render(request, "skills_exchange/rounds/round.html", context)


@require_POST
def start_round(request: PersonRequest, slug: str) -> HttpResponse:
    """Let a worker work it out."""
    return redirect(actions.start_round(actor=request.user, round=_organised(request, slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def publish_round(request: PersonRequest, slug: str) -> HttpResponse:
    """Suggest to people what it proposes, after a question."""
    found = _organised(request, slug)
    if request.method == "POST":
        done = publishing_rounds.publish_round(actor=request.user, round=found)
        number = done.metrics["suggested"]
        told = ngettext("%(number)s match is suggested now.", "%(number)s matches are suggested now.", number)
        messages.success(request, told % {"number": number})
        return redirect(done)
    return render(request, "skills_exchange/rounds/publish_round.html", {"round": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_round(request: PersonRequest, slug: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    found = _organised(request, slug)
    if request.method == "POST":
        actions.delete_round(actor=request.user, round=found)
        messages.success(request, _("The round is gone."))
        return redirect("skills_exchange:rounds")
    return render(request, "skills_exchange/rounds/delete_round.html", {"round": found})


def _organised(request: PersonRequest, slug: str) -> MatchRound:
    found = get_object_or_404(rounds_visible_to(request.user), slug=slug)
    if not request.user.has_perm("skills_exchange.organise_round", found):
        raise PermissionDenied
    return found


def _context(request: HttpRequest, found: MatchRound) -> dict[str, object]:
    return {
        "round": found,
        "pool": pool_in_words(found),
        "organises": request.user.has_perm("skills_exchange.organise_round", found),
        "open": found.state in (RoundState.DRAFT, RoundState.DONE, RoundState.FAILED),
    }
