"""Asking and offering, the list of one's matches, and the page of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import matches as actions
from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.enums import MatchState
from skills_exchange.forms.matches import DeclineForm, EndForm, MatchFilter, WishForm
from skills_exchange.models import Match, Party
from skills_exchange.queries.asking import askable_claims, languages_of
from skills_exchange.queries.matches import lines, my_matches
from skills_exchange.queries.meeting import common_hours
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.queries.sides import Side
from skills_exchange.queries.telling import name_of
from skills_exchange.views.match_page import found_or_404, show_match
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest


@require_safe
def matches(request: PersonRequest) -> HttpResponse:
    """My matches and those of my organisations: what waits for me first. `?format=csv` gives the list as a file."""
    form = MatchFilter(request.GET)
    wish = form.cleaned_data if form.is_valid() else {}
    mine, rows = my_matches(request.user, **wish)
    if request.GET.get("format") == "csv":
        return _csv(lines(mine, rows.iterator()))
    page = page_of(rows, request)
    context = {"page": page, "lines": lines(mine, page), "form": form, "query": _query(request)}
    return render(request, "skills_exchange/matches/matches.html", context)


@require_safe
def match(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Where a match stands and what comes next, for its two sides."""
    return show_match(request, *found_or_404(request, uid))


@require_POST
def accept(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Say yes."""
    found, _side = found_or_404(request, uid)
    answered = actions.accept_match(actor=request.user, match=found)
    if answered.state == MatchState.ACCEPTED:
        messages.success(request, _("It is agreed. Now find a time that suits both of you."))
    else:
        messages.success(request, _("Thank you. It begins as soon as everybody has agreed."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Say no, with a reason to choose."""
    found, side = found_or_404(request, uid)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.decline_match, actor=request.user, match=found, reason=form.cleaned_data["reason"])
        if done:
            messages.success(request, _("You have said no. Thank you for answering."))
            return redirect(found)
    return _asked(request, "decline", found, side, form)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, uid: UUID) -> HttpResponse:
    """End it early, or take back what one asked for."""
    found, side = found_or_404(request, uid)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.cancel_match, actor=request.user, match=found, reason=form.cleaned_data["reason"])
        if done:
            messages.success(request, _("The exchange has ended."))
            return redirect(found)
    return _asked(request, "end", found, side, form)


@require_http_methods(["GET", "HEAD", "POST"])
def request_match(request: PersonRequest, party: UUID) -> HttpResponse:
    """Ask somebody for help with a skill that they share. `?skill=` chooses one, `?for=` speaks for an organisation."""
    return _wish(request, party, by_learner=True)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_match(request: PersonRequest, party: UUID) -> HttpResponse:
    """Offer somebody help with a skill that they want to learn."""
    return _wish(request, party, by_learner=False)


def _wish(request: PersonRequest, uid: UUID, *, by_learner: bool) -> HttpResponse:
    other = get_object_or_404(Party.objects.visible_to(request.user).with_names(), uid=uid)
    mine = _speaking(request)
    if other.pk == mine.pk:
        raise Http404
    claims = askable_claims(request.user, mine, other, wanted=not by_learner)
    form = WishForm(
        request.POST or None,
        claims=claims,
        spoken=languages_of(other) or languages_of(mine),
        initial={"skill": request.GET.get("skill", "")},
    )
    if request.method == "POST":
        if not throttling.allow(request, "match_request", limit=20, seconds=3600):
            return too_many_requests(request)
        if form.is_valid() and (made := _ask(request, form, mine, other, by_learner)):
            messages.success(request, _("Sent. You are told as soon as there is an answer."))
            return redirect(made)
    context = {
        "form": form,
        "other": other,
        "mine": mine,
        "asks": by_learner,
        "organisations": [each for each in organisations_spoken_for(request.user) if each.pk != mine.organisation_id],
        "common": common_hours(mine, other, timezone.get_current_timezone_name()),
    }
    return render(request, "skills_exchange/matches/wish.html", context, status=400 if form.errors else 200)


def _ask(request: PersonRequest, form: WishForm, mine: Party, other: Party, by_learner: bool) -> Match | None:
    action = actions.request_match if by_learner else actions.offer_match
    learner, sharer = (mine, other) if by_learner else (other, mine)
    return act(form, action, actor=request.user, learner=learner, sharer=sharer, **form.wish)


def _speaking(request: PersonRequest) -> Party:
    """For whom the reader asks: themself, or the organisation named by `for` that they coordinate."""
    slug = request.POST.get("for") or request.GET.get("for")
    if not slug:
        return party_of(request.user)
    for organisation in organisations_spoken_for(request.user):
        if organisation.slug == slug:
            return party_of_organisation(organisation)
    raise Http404


def _query(request: PersonRequest) -> str:
    """The filters of the address, to be followed by another parameter."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""


def _asked(request: PersonRequest, what: str, found: Match, side: Side, form: Any) -> HttpResponse:
    context = {"match": found, "side": side, "form": form, "other_name": name_of(side.other)}
    return render(request, f"skills_exchange/matches/{what}.html", context, status=400 if form.errors else 200)


def _csv(rows: Any) -> HttpResponse:
    header = [_("Skill"), _("What I do"), _("With"), _("State"), _("Language"), _("Since")]
    cells = (
        [
            line.match.skill.label,
            _("I learn") if line.learns else _("I share"),
            name_of(line.other),
            line.match.get_state_display(),
            line.match.language,
            line.match.changed_at.date().isoformat(),
        ]
        for line in rows
    )
    return csv_response("exchanges.csv", header, cells)  # type: ignore[return-value]
