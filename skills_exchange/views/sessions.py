"""Sessions of an exchange: propose times, agree, move, say where, call off, say how long it was."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skills_exchange.actions import sessions as actions
from skills_exchange.enums import SessionState
from skills_exchange.forms.exchanges import LENGTHS, PlaceForm, ReportForm, TimesForm
from skills_exchange.models import ExchangeSession, Match
from skills_exchange.queries.meeting import Offer, offers
from skills_exchange.queries.sides import Side
from skills_exchange.queries.telling import name_of
from skills_exchange.views.match_page import found_or_404, show_match
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Propose times for a session; `?moves=` for one that is agreed already, `?length=` in minutes."""
    match, side = found_or_404(request, uid)
    moves = _moves(request, match)
    length = _length(request, moves)
    times = offers(side.party, side.other, length, timezone.get_current_timezone_name())
    initial = {"length": length, "place": moves.place if moves else "", "link": moves.link if moves else ""}
    form = TimesForm(
        request.POST or None,
        offered=[(each.value, _said(each)) for each in times],
        zone=timezone.get_current_timezone_name(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        proposed = act(form, actions.schedule_session, actor=request.user, match=match, moves=moves, **form.times)
        if proposed:
            messages.success(request, _("Sent. The other side is asked to agree."))
            return redirect(match)
    context = {
        "match": match,
        "side": side,
        "other_name": name_of(side.other),
        "form": form,
        "moves": moves,
        "offered": times,
        "lengths": LENGTHS,
        "length": str(length),
        "clocks_change": any(each.clocks_change for each in times),
    }
    return render(request, "skills_exchange/matches/times.html", context, status=400 if form.errors else 200)


@require_POST
def agree(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Agree to a time."""
    match, _side, found = _session(request, uid, session)
    actions.agree_session(actor=request.user, session=found)
    messages.success(request, _("The time is agreed. You are reminded a day and an hour before."))
    return redirect(match)


@require_POST
def refuse(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """None of the proposed times, or one's own proposal is taken back."""
    match, _side, found = _session(request, uid, session)
    actions.decline_session(actor=request.user, session=found)
    messages.success(request, _("The proposal is off the table. You can propose other times."))
    return redirect(match)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Call a session off, after a question."""
    match, side, found = _session(request, uid, session)
    if request.method == "POST":
        actions.cancel_session(actor=request.user, session=found)
        messages.success(request, _("The session is cancelled."))
        return redirect(match)
    context = {"match": match, "session": found, "other_name": name_of(side.other)}
    return render(request, "skills_exchange/matches/cancel_session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Say where it is."""
    match, side, found = _session(request, uid, session)
    form = PlaceForm(request.POST or None, initial={"place": found.place, "link": found.link})
    if request.method == "POST" and form.is_valid():
        placed = act(form, actions.place_session, actor=request.user, session=found, **form.cleaned_data)
        if placed:
            messages.success(request, _("Saved."))
            return redirect(match)
    context = {"match": match, "session": found, "side": side, "form": form}
    return render(request, "skills_exchange/matches/place.html", context, status=400 if form.errors else 200)


@require_POST
def report(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Say how long it was."""
    match, side, found = _session(request, uid, session)
    form = ReportForm(request.POST, session=found, prefix=str(found.pk))
    if form.is_valid():
        minutes = 0 if "missed" in request.POST else form.cleaned_data["minutes"]
        if act(form, actions.report_session, actor=request.user, session=found, minutes=minutes):
            messages.success(request, _("Thank you. It is noted."))
            return redirect(match)
    messages.error(request, _("Please give the length in minutes, from 0 to 480."))
    return show_match(request, match, side)


def _moves(request: PersonRequest, match: Match) -> ExchangeSession | None:
    wanted = request.POST.get("moves") or request.GET.get("moves")
    if not wanted:
        return None
    return get_object_or_404(match.sessions.filter(state=SessionState.AGREED), uid=_uuid(wanted))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _length(request: PersonRequest, moves: ExchangeSession | None) -> int:
    asked = request.POST.get("length") or request.GET.get("length") or ""
    if asked in dict(LENGTHS):
        return int(asked)
    planned = str(int(moves.length.total_seconds() // 60)) if moves else "60"
    return int(planned) if planned in dict(LENGTHS) else 60


def _said(offer: Offer) -> str:
    """“Tuesday · 3 March · 18:00 – 19:00” on the reader's clock; with that of the other side if it differs."""
    here = f"{formats.date_format(offer.here, 'l')} · {formats.date_format(offer.here, 'MONTH_DAY_FORMAT')} · "
    span = f"{formats.time_format(offer.here)} – {formats.time_format(offer.here_end)}"
    if offer.same_clock:
        return here + span
    there = f"{formats.time_format(offer.there)} – {formats.time_format(offer.there_end)}"
    if offer.there.date() != offer.here.date():
        there = f"{formats.date_format(offer.there, 'l')} {there}"
    return _("%(time)s (there: %(theirs)s)") % {"time": here + span, "theirs": there}


def _session(request: PersonRequest, uid: UUID, session: UUID) -> tuple[Match, Side, ExchangeSession]:
    match, side = found_or_404(request, uid)
    found: ExchangeSession = get_object_or_404(match.sessions.select_related("moves"), uid=session)
    found.match = match
    return match, side, found
