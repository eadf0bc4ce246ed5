"""Questions to the person reported, and lending texts to translators: the pages of handlers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reporting.actions.cases import asking
from reporting.actions.cases.translating import LENDABLE, end_loan, lend_text
from reporting.actions.sealing import OpenCase
from reporting.forms.asking import Choices, LendForm, QuestionForm
from reporting.models import Case
from reporting.policy import Act
from reporting.queries.letters import letters_of, loans_of
from reporting.views.cases.opening import locked, of_case, open_parts, open_where_possible, opened
from reporting.views.vault import VaultRequest, step_up_required
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

FORM = ["GET", "HEAD", "POST"]
LENT_MOST = 15
"""Texts that somebody tries to lend within an hour: who tries many names looks for walls, not for translators."""


@of_case(Act.WORK)
@require_http_methods(FORM)
def ask_accused(request: PersonRequest, case: Case) -> HttpResponse:
    """Put a question to the person reported, and see what became of earlier ones."""
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        wish = dict(form.cleaned_data)
        person = Person.objects.named(wish.pop("username")).first()
        open_case = opened(request, case)
        if open_case is None:
            locked(form)
        elif person is None:
            form.add_error("username", _("There is no such account here."))
        else:
            parts = open_parts(request, case)
            wish |= {"actor": request.user, "open_case": open_case, "person": person, "parts": parts}
            if act(form, asking.ask_accused, **wish) is not None:
                messages.success(request, _("The question is prepared. The reporter is told, and can stop it."))
                return redirect("reporting:ask_accused", case.reference)
    context = {"case": case, "form": form, "letters": letters_of(case), "now": timezone.now()}
    return render(request, "reporting/cases/ask_accused.html", context, status=400 if form.errors else 200)


@of_case(Act.WORK)
@require_POST
def question(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """Agree to a question, or take it back."""
    letter = next((each for each in letters_of(case) if each.uid == uid), None)
    does = {"agree": asking.approve_question, "withdraw": asking.withdraw_question}
    if letter is None or (action := does.get(request.POST.get("do", ""))) is None:
        raise Http404
    action(actor=request.user, case=case, letter=letter)
    messages.success(request, _("Noted."))
    return redirect("reporting:ask_accused", case.reference)


@of_case(Act.WORK)
@step_up_required
@require_http_methods(FORM)
def lend(request: VaultRequest, case: Case) -> HttpResponse:
    """Lend one text to a translator, of the case or of one merged into it, and see what is lent now."""
    open_case = opened(request, case)
    parts = open_where_possible(request, case) if open_case is not None else []
    texts = _texts(open_case, parts) if open_case is not None else []
    form = LendForm(request.POST or None, texts=texts, initial={"language": (request.user.languages or ["en"])[0]})
    if form.is_valid() and open_case is not None:
        wish = dict(form.cleaned_data)
        person = Person.objects.named(wish.pop("username")).first()
        wish |= {"item": uuid.UUID(wish["item"]), "parts": parts}
        if not throttling.allow(request, "lend", limit=LENT_MOST, seconds=3600):
            form.add_error(None, _("Too many tries. Please wait a few minutes."))
        elif person is None:
            form.add_error("username", _("There is no such account here."))
        elif act(form, lend_text, actor=request.user, open_case=open_case, person=person, **wish) is not None:
            messages.success(request, _("The text is lent. The translator is told, and sees nothing else."))
            return redirect("reporting:lend", case.reference)
    context = {"case": case, "form": form, "loans": loans_of(case)}
    return render(request, "reporting/cases/lend.html", context, status=400 if form.errors else 200)


@of_case(Act.READ)
@require_POST
def loan_end(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponse:
    """Take a text back."""
    grant = next((each for each in loans_of(case) if each.uid == uid), None)
    if grant is None:
        raise Http404
    end_loan(actor=request.user, case=case, grant=grant)
    messages.success(request, _("The text is taken back."))
    return redirect("reporting:case", case.reference)


def _texts(open_case: OpenCase, parts: list[OpenCase]) -> Choices:
    """What can be lent; with parts in groups, by the references of the cases."""
    if not parts:
        return _texts_of(open_case)
    return [(each.case.reference, _texts_of(each)) for each in (open_case, *parts)]


def _texts_of(open_case: OpenCase) -> list[tuple[str, str]]:
    """Kind, day and the first words of each text. Not what does not open."""
    found = [(item, open_case.try_open(item)) for item in open_case.items(sorted(LENDABLE))]
    return [
        (str(item.uid), f"{item.get_kind_display()} · {item.day} · {said.text[:60]}") for item, said in found if said
    ]
