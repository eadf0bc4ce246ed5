"""Appeals: filing one, taking it back, answering it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from certification.actions.appealing import decide_appeal, file_appeal, may_appeal, withdraw_appeal
from certification.actions.looking_up import log_look_up_of
from certification.enums import AppealState
from certification.forms.deciding import AnswerForm, AppealForm
from certification.models import Appeal
from certification.queries.deciding import history
from certification.views.guards import needs
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_form(request: PersonRequest, fact: int) -> HttpResponse:
    """Appeal against a decision about oneself."""
    decided = get_object_or_404(history(request.user), pk=fact)
    if not may_appeal(decided) or hasattr(decided, "appeal"):
        raise Http404
    form = AppealForm(request.POST or None)
    if form.is_valid() and act(form, file_appeal, actor=request.user, fact=decided, **form.cleaned_data) is not None:
        messages.success(request, _("Sent. Somebody else will look at it and answer you."))
        return redirect("certification:my_history")
    context = {"form": form, "fact": decided}
    return render(request, "certification/deciding/appeal_form.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own appeal back."""
    own = get_object_or_404(Appeal, uid=uid, person=request.user)
    try:
        withdraw_appeal(actor=request.user, appeal=own)
        messages.success(request, _("Withdrawn."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("certification:my_history")


@needs("certification.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """One appeal, with the decision that it is about."""
    appeals = Appeal.objects.select_related("person", "fact__topic", "fact__corrects", "against", "decided_by")
    found = get_object_or_404(appeals, uid=uid)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and _decided(request, form, found):
        messages.success(request, _("Answered. The person has been told."))
        return redirect("certification:decisions")
    if request.method != "POST":
        log_look_up_of(actor=request.user, person=found.person, page="appeal")
    others = request.user.pk not in (found.against_id, found.person_id)
    context = {"appeal": found, "form": form, "may_decide": found.state == AppealState.OPEN and others}
    return render(request, "certification/deciding/appeal.html", context, status=400 if form.errors else 200)


def _decided(request: PersonRequest, form: AnswerForm, found: Appeal) -> bool:
    grant, answer = request.POST.get("decision") == "grant", form.cleaned_data["answer"]
    return act(form, decide_appeal, actor=request.user, appeal=found, grant=grant, answer=answer) is not None
