"""From a question of the help desk to an exchange."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skills_exchange.actions import help_exchanges as acts
from skills_exchange.enums import Format, MatchState
from skills_exchange.enums_help import HelpState
from skills_exchange.forms.help import LearnForm
from skills_exchange.models import HelpRequest, Match, Party, SkillClaim
from skills_exchange.queries.asking import languages_of
from skills_exchange.queries.help import standing_offer, subject_of, teachers_of
from skills_exchange.views.help import question_or_404
from wikilearn.core import throttling
from wikilearn.core.dates import today
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest


@require_POST
def help_teach(request: PersonRequest, uid: str) -> HttpResponse:
    """Offer to teach it, or take the offer back."""
    question = question_or_404(request, uid)
    if question.asker_id == request.user.pk:
        raise PermissionDenied
    if request.POST.get("do") == "back":
        acts.take_offer_back(actor=request.user, request=question)
        return redirect(question)
    try:
        acts.offer_to_teach(actor=request.user, request=question)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sent. You are told as soon as there is an answer."))
    return redirect(question)


@require_http_methods(["GET", "HEAD", "POST"])
def help_learn(request: PersonRequest, uid: str, party: UUID) -> HttpResponse:
    """Whoever asked would like to learn it from somebody who helped."""
    question = question_or_404(request, uid)
    if question.asker_id != request.user.pk:
        raise PermissionDenied
    subject = subject_of(question)
    if subject is None or question.state == HelpState.WITHDRAWN:
        raise Http404
    helper = get_object_or_404(teachers_of(question).with_names(), uid=party)
    form = LearnForm(
        request.POST or None,
        asked_in=question.language,
        spoken=languages_of(helper),
        initial={"format": _usual_format(request, helper, question)},
    )
    if request.method == "POST":
        if not throttling.allow(request, "match_request", limit=20, seconds=3600):
            return too_many_requests(request)
        if form.is_valid() and (made := _learn(request, form, question, helper)):
            return redirect(made)
    context = {"form": form, "question": question, "helper": helper, "subject": subject}
    context["offered"] = standing_offer(question, helper) is not None
    return render(request, "skills_exchange/help/learn.html", context, status=400 if form.errors else 200)


def _learn(request: PersonRequest, form: LearnForm, question: HelpRequest, helper: Party) -> Match | None:
    match = act(form, acts.learn_from_helper, actor=request.user, request=question, helper=helper, **form.cleaned_data)
    if match is not None and match.state == MatchState.ACCEPTED:
        messages.success(request, _("It is agreed. Now find a time that suits both of you."))
    elif match is not None:
        messages.success(request, _("Sent. You are told as soon as there is an answer."))
    return match


def _usual_format(request: PersonRequest, helper: Party, question: HelpRequest) -> str:
    """How the helper shares it, as far as the reader may know; else in a call."""
    claims = SkillClaim.objects.live(today()).offered().visible_to(request.user).filter(party=helper)
    claim = claims.filter(skill=question.skill_id).first()
    return claim.formats[0] if claim and claim.formats else Format.CALL
