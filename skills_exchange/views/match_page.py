"""What the page of a match shows; views that answer with it pass the form that was refused."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render

from skills_exchange.actions.messages import may_write, read_messages
from skills_exchange.actions.thanking import FINISHED, wanted_claim
from skills_exchange.enums import HOLDS_A_PLACE, ClaimKind, MatchOrigin, MatchState, SessionState
from skills_exchange.forms.exchanges import FeedbackForm, HoursForm, MessageForm, ReportForm, ThanksForm, UseForm
from skills_exchange.models import Exchange, ExchangeFeedback, HelpExchange, Match, Thanks
from skills_exchange.queries.matches import match_for, must_answer
from skills_exchange.queries.sessions import SessionLine, session_lines
from skills_exchange.queries.sides import Side, is_blocked
from skills_exchange.queries.telling import name_of
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

MESSAGES = 30


def found_or_404(request: PersonRequest, uid: UUID) -> tuple[Match, Side]:
    """The match and the reader's side of it."""
    found = match_for(request.user, uid)
    if found is None:
        raise Http404
    return found


def show_match(request: PersonRequest, match: Match, side: Side, **forms: Form) -> HttpResponse:
    """The page, with these forms in the place of empty ones; status 400 if one of them was refused."""
    context = (
        _where_it_stands(match, side)
        | _sessions(match, side)
        | _after(request, match, side)
        | _messages(request, match, side)
    )
    refused = any(form.errors for form in forms.values())
    return render(request, "skills_exchange/matches/match.html", context | forms, status=400 if refused else 200)


def _where_it_stands(match: Match, side: Side) -> dict[str, Any]:
    asked = HelpExchange.objects.filter(match=match) if match.origin == MatchOrigin.HELP_DESK else None
    return {
        "match": match,
        "question": getattr(asked and asked.select_related("request").first(), "request", None),
        "side": side,
        "other_name": name_of(side.other),
        "must_answer": must_answer(match, side),
        "holds": match.state in HOLDS_A_PLACE,
        "finished": match.state in FINISHED,
        "can_end": match.state in (MatchState.REQUESTED, *HOLDS_A_PLACE, MatchState.DONE)
        and not must_answer(match, side),
    }


def _sessions(match: Match, side: Side) -> dict[str, Any]:
    lines = session_lines(match, side)
    return {
        "sessions": [(line, ReportForm(session=line.session, prefix=str(line.session.pk))) for line in lines],
        "to_report": match.state in HOLDS_A_PLACE and any(line.to_report for line in lines),
        "hours_form": HoursForm(initial={"hours": _hours_of(lines)}),
    }


def _hours_of(lines: list[SessionLine]) -> float | None:
    """What the sessions took so far, in hours; those that are over and not reported as long as planned."""
    spent = sum(
        line.session.minutes or int(line.session.length.total_seconds() // 60)
        for line in lines
        if line.session.state == SessionState.HELD or (line.session.state == SessionState.AGREED and line.has_begun)
    )
    return round(spent / 60, 2) or None


def _after(request: PersonRequest, match: Match, side: Side) -> dict[str, Any]:
    if match.state not in FINISHED:
        return {}
    exchange = Exchange.objects.filter(match=match).first()
    said = {each.by_learner: each for each in ExchangeFeedback.objects.filter(match=match)}
    mine, theirs = said.get(side.by_learner), said.get(not side.by_learner)
    apart = is_blocked(side.party, side.other, actor=request.user)
    thanks = _thanks(match, side, apart=apart)
    confirmed = match.learner_confirmed_at if side.by_learner else match.sharer_confirmed_at
    their_minutes = exchange and (exchange.sharer_minutes if side.by_learner else exchange.learner_minutes)
    context: dict[str, Any] = {
        "exchange": exchange,
        "must_confirm": match.state == MatchState.DONE and confirmed is None,
        "their_minutes": their_minutes,
        "my_feedback": mine,
        "their_words": theirs.text if theirs is not None and theirs.shown and not apart else "",
        "feedback_form": FeedbackForm(learner=side.by_learner, initial=_initial(mine)),
        "thanks": thanks,
        "apart": apart,
        "thanks_form": ThanksForm(initial={"text": thanks.text, "shown": thanks.learner_shows} if thanks else None),
        "use_form": UseForm(initial={"uses": mine.uses} if mine else None),
        "asks_use": bool(side.by_learner and mine and exchange and exchange.followed_up_at),
        "can_know": side.by_learner and wanted_claim(match) is not None,
        "known": ClaimKind.KNOWN.label,
    }
    if their_minutes:
        context["hours_form"] = HoursForm(initial={"hours": round(their_minutes / 60, 2)})
    return context


def _thanks(match: Match, side: Side, *, apart: bool) -> Thanks | None:
    """The words of thanks; over a block the sharer can still take them off their profile, and reads them no more."""
    thanks = Thanks.objects.filter(match=match).first()
    if thanks is None or (apart and not side.by_learner and not (thanks.learner_shows and thanks.sharer_shows)):
        return None
    return thanks


def _initial(mine: ExchangeFeedback | None) -> dict[str, Any] | None:
    if mine is None:
        return None
    again = {True: "yes", False: "no"}.get(mine.again) if mine.again is not None else ""
    return {"useful": mine.useful, "learned": mine.learned, "again": again, "text": mine.text, "shown": mine.shown}


def _messages(request: PersonRequest, match: Match, side: Side) -> dict[str, Any]:
    """The newest page of messages; who opens it has read them."""
    page = page_of(match.messages.order_by("-at", "-pk"), request, size=MESSAGES)
    rows = list(reversed(page.object_list))
    new = sum(row.by_learner != side.by_learner and row.read_at is None for row in rows)
    if new and request.method != "HEAD":
        read_messages(match=match, side=side)
    return {
        "message_page": page,
        "match_messages": rows,
        "new_messages": new,
        "may_write": may_write(request.user, match, side),
        "message_form": MessageForm(),
    }
