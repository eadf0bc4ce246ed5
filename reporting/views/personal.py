"""What waits for somebody personally: a question put to them, a text to translate. No case is named here."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reporting.actions.cases.asking import answer_letter, read_letter
from reporting.actions.cases.translating import give_translation, may_translate, read_loan
from reporting.forms.asking import AnswerForm, TranslationForm
from reporting.policy import eligible_bodies
from reporting.queries.letters import letters_for, loan_of, loans_for
from reporting.views.vault import VaultRequest, vault_required
from reporting.views.wellbeing import note_shown
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

FORM = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def for_me(request: PersonRequest) -> HttpResponse:
    """Where every notice leads; straight on to the cases for those who handle some and have nothing else here."""
    letters, loans = letters_for(request.user), loans_for(request.user)
    handles = bool(eligible_bodies(request.user))
    if handles and not letters and not loans:
        return redirect("reporting:cases")
    context = {"letters": letters, "loans": loans, "handles": handles}
    return render(request, "reporting/personal/for_me.html", context)


@never_cache
@require_http_methods(FORM)
def letter(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The question, and the answer to it, once."""
    found = next((each for each in letters_for(request.user) if each.uid == uid), None)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    if form.is_valid() and act(form, answer_letter, actor=request.user, letter=found, text=text) is not None:
        messages.success(request, _("Your answer is sealed. Only those who handle the case can read it."))
        return redirect("reporting:for_me")
    context = {"letter": found, "text": read_letter(actor=request.user, letter=found), "form": form}
    return render(request, "reporting/personal/letter.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(FORM)
@vault_required
def loan(request: VaultRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The text, and its translation back, once; afterwards that it has ended. Nothing behind a wall."""
    found = loan_of(request.user, uid)
    if found is None:
        raise Http404
    if found.until <= timezone.now():
        if not may_translate(request.user, found.item.case):
            raise Http404
        return render(request, "reporting/personal/loan_ended.html", status=410)
    form = TranslationForm(request.POST or None)
    if form.is_valid():
        act(form, give_translation, vault=request.vault, grant=found, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Thank you. The translation is sealed, and the text is given back."))
            return redirect("reporting:for_me")
    text = read_loan(grant=found, vault=request.vault)
    note_shown(request, [found.uid])
    context = {"grant": found, "text": text, "form": form}
    return render(request, "reporting/personal/loan.html", context, status=400 if form.errors else 200)
