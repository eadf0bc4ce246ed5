"""Pairs of a mentoring programme: its round with names, for the organisers, and what they change by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import programme_pairs as actions
from skills_exchange.enums import RoundState
from skills_exchange.forms.programmes import PairForm, ReasonForm, ReplaceForm
from skills_exchange.models import Programme, ProgrammePair
from skills_exchange.queries.programme_pairs import pairs_of, proposals_of, rounds_of
from skills_exchange.views.programmes import context_of, organised_or_404
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_safe
def pairs(request: PersonRequest, slug: str) -> HttpResponse:
    """The round that is not published yet, with its proposals; the pairs; what was changed by hand."""
    found = organised_or_404(request, slug)
    rounds = list(rounds_of(found))
    now = next((each for each in rounds if each.state != RoundState.PUBLISHED), None)
    accepted = found.applications.accepted()
    context = context_of(request, found) | {
        "rounds": [each for each in rounds if each.state == RoundState.PUBLISHED],
        "round": now,
        "proposals": list(proposals_of(now)) if now is not None else [],
        "page": page_of(pairs_of(found), request),
        "changes": found.changes.select_related(
            "skill", "learner__person", "learner__organisation", "sharer__person", "sharer__organisation", "by"
        )[:50],
        "mentees": accepted.mentees().count(),
        "mentors": accepted.mentors().count(),
    }
    return render(request, "skills_exchange/programmes/pairs.html", context)


@require_POST
def draft_round(request: PersonRequest, slug: str) -> HttpResponse:
    """Begin a round over those who were accepted."""
    actions.draft_programme_round(actor=request.user, programme=organised_or_404(request, slug))
    return redirect("skills_exchange:programme_pairs", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def add_pair(request: PersonRequest, slug: str) -> HttpResponse:
    """Put two people together by hand."""
    found = organised_or_404(request, slug)
    form = PairForm(request.POST or None, programme=found)
    return _answer(request, found, form, actions.pair_up, _("Add a pair"), programme=found)


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Take a proposal out of the round."""
    found = organised_or_404(request, slug)
    round_ = rounds_of(found).exclude(state=RoundState.PUBLISHED).first()
    proposal = get_object_or_404(proposals_of(round_), pk=pk) if round_ is not None else None
    if proposal is None:
        return redirect("skills_exchange:programme_pairs", slug)
    form = ReasonForm(request.POST or None)
    return _answer(
        request,
        found,
        form,
        actions.leave_out,
        _("Leave this pair out"),
        pair=proposal,
        programme=found,
        proposal=proposal,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: PersonRequest, slug: str, uid: UUID) -> HttpResponse:
    """Ask a pair nothing for a while."""
    return _change(request, slug, uid, actions.pause_pair, _("Pause this pair"))


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: PersonRequest, slug: str, uid: UUID) -> HttpResponse:
    """Let a pair go on."""
    return _change(request, slug, uid, actions.resume_pair, _("Let this pair go on"))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, slug: str, uid: UUID) -> HttpResponse:
    """End a pair."""
    return _change(request, slug, uid, actions.end_pair, _("End this pair"))


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: PersonRequest, slug: str, uid: UUID) -> HttpResponse:
    """Find another mentor for a mentee."""
    found = organised_or_404(request, slug)
    pair = _pair(found, uid)
    form = ReplaceForm(request.POST or None, programme=found, now=pair.match.sharer)
    return _answer(request, found, form, actions.replace_mentor, _("Another mentor"), pair=pair.match, of=pair)


def _change(request: PersonRequest, slug: str, uid: UUID, action: Callable[..., Any], heading: str) -> HttpResponse:
    found = organised_or_404(request, slug)
    pair = _pair(found, uid)
    return _answer(request, found, ReasonForm(request.POST or None), action, heading, pair=pair.match, of=pair)


def _pair(found: Programme, uid: UUID) -> ProgrammePair:
    pair = get_object_or_404(pairs_of(found), uid=uid)
    pair.programme = found
    return pair


def _answer(
    request: PersonRequest,
    found: Programme,
    form: ReasonForm,
    action: Callable[..., Any],
    heading: str,
    *,
    pair: Any = None,
    of: ProgrammePair | None = None,
    **arguments: Any,
) -> HttpResponse:
    """A page with a form that asks why; then the action, and back to the pairs."""
    if request.method == "POST" and form.is_valid():
        if of is not None:
            arguments["pair"] = of
        act(form, action, actor=request.user, **arguments, **form.cleaned_data)
        if not form.errors:
            return redirect("skills_exchange:programme_pairs", found.slug)
    context = context_of(request, found) | {"form": form, "heading": heading, "pair": pair}
    return render(request, "skills_exchange/programmes/change_pair.html", context, status=400 if form.errors else 200)
