"""The end of an exchange: done, confirmed, feedback, thanks, whether it is used; and messages on the way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from skills_exchange.actions import thanking
from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.messages import send_message
from skills_exchange.enums import HOLDS_A_PLACE, MatchState
from skills_exchange.forms.exchanges import FeedbackForm, HoursForm, MessageForm, ThanksForm, UseForm
from skills_exchange.views.match_page import found_or_404, show_match
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@require_POST
def done(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Say that it is done and how long it took, or confirm what the other side says."""
    match, side = found_or_404(request, uid)
    form = HoursForm(request.POST)
    if form.is_valid():
        action = mark_done if match.state in HOLDS_A_PLACE else confirm_match
        ended = act(form, action, actor=request.user, match=match, minutes=form.minutes)
        if ended is not None:
            both = ended.state == MatchState.CONFIRMED
            messages.success(
                request,
                _("Confirmed by both. Thank you for learning from each other.")
                if both
                else _("Thank you. The other side is asked to confirm it."),
            )
            return redirect(match)
    return show_match(request, match, side, hours_form=form)


@require_POST
def feedback(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Say how it was."""
    match, side = found_or_404(request, uid)
    form = FeedbackForm(request.POST, learner=side.by_learner)
    if form.is_valid():
        act(form, thanking.give_feedback, actor=request.user, match=match, **form.cleaned_data)
    if not form.errors:
        messages.success(request, _("Thank you for your feedback."))
        return redirect(match)
    return show_match(request, match, side, feedback_form=form)


@require_POST
def thank(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The learner says thanks."""
    match, side = found_or_404(request, uid)
    form = ThanksForm(request.POST)
    if form.is_valid():
        act(form, thanking.say_thanks, actor=request.user, match=match, **form.cleaned_data)
    if not form.errors:
        messages.success(request, _("Your thanks are on their way."))
        return redirect(match)
    return show_match(request, match, side, thanks_form=form)


@require_POST
def show_thanks(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Thanks stand on the sharer's profile, or not any more."""
    match, _side = found_or_404(request, uid)
    thanking.show_thanks(actor=request.user, match=match, shown=request.POST.get("shown") == "yes")
    messages.success(request, _("Saved."))
    return redirect(match)


@require_POST
def use(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Whether one uses it."""
    match, side = found_or_404(request, uid)
    form = UseForm(request.POST)
    if form.is_valid():
        act(form, thanking.say_use, actor=request.user, match=match, uses=form.cleaned_data["uses"])
        if not form.errors:
            messages.success(request, _("Thank you. That helps."))
            return redirect(match)
    return show_match(request, match, side, use_form=form)


@require_POST
def know(request: PersonRequest, uid: UUID) -> HttpResponse:
    """What one wanted to learn, one knows now."""
    match, _side = found_or_404(request, uid)
    thanking.know_now(actor=request.user, match=match)
    messages.success(request, _("Your profile now says that you know this."))
    return redirect(match)


@require_POST
def write(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Write to the other side."""
    match, side = found_or_404(request, uid)
    form: Any = MessageForm(request.POST)
    if form.is_valid() and act(form, send_message, actor=request.user, match=match, text=form.cleaned_data["text"]):
        return redirect(f"{match.get_absolute_url()}#messages")
    return show_match(request, match, side, message_form=form)
