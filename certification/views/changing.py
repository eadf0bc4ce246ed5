"""A person's history of certification, and what authorised people change in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.actions.deciding import propose_change
from certification.actions.looking_up import log_look_up_of
from certification.actions.revoking import CORRECTABLE, correct_fact, reinstate_certification, revoke_certification
from certification.forms.deciding import CorrectForm, ProposeForm, ReinstateForm, RevokeForm
from certification.models import Fact
from certification.queries.deciding import history
from certification.queries.mine import certifications_of
from certification.views.guards import needs
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

DECIDE = "certification.decide"


@never_cache
@require_safe
def my_history(request: PersonRequest) -> HttpResponse:
    """Everything on record about my certifications, with reasons, and what I can do about it."""
    context = {"page": page_of(history(request.user), request)}
    return render(request, "certification/deciding/my_history.html", context)


@needs(DECIDE)
@require_safe
def person_history(request: PersonRequest, username: str) -> HttpResponse:
    """The same about somebody else, for those who decide; the look-up is logged and shown to the person."""
    person = _person(username)
    log_look_up_of(actor=request.user, person=person, page="person_history")
    context = {
        "person": person,
        "page": page_of(history(person), request),
        "mine": certifications_of(person, today()),
        "may_decide": person.pk != request.user.pk,
        "correctable": CORRECTABLE,
    }
    return render(request, "certification/deciding/person_history.html", context)


@needs(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest, username: str) -> HttpResponse:
    """Propose an extension or an exemption."""
    return _decide(
        request,
        _person(username),
        ProposeForm,
        propose_change,
        heading=gettext_lazy("Propose an extension or an exemption"),
        explained=gettext_lazy("It counts as soon as another authorised person confirms it."),
        submit=gettext_lazy("Propose"),
        done=_("Proposed. Another authorised person has to confirm it."),
    )


@needs(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: PersonRequest, username: str) -> HttpResponse:
    """Revoke a certification."""
    return _decide(
        request,
        _person(username),
        RevokeForm,
        revoke_certification,
        heading=gettext_lazy("Revoke a certification"),
        explained=gettext_lazy("It ends today. The person is told and can appeal to somebody else."),
        submit=gettext_lazy("Revoke"),
        done=_("Revoked. The person has been told."),
    )


@needs(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request: PersonRequest, username: str) -> HttpResponse:
    """Lift a revocation."""
    return _decide(
        request,
        _person(username),
        ReinstateForm,
        reinstate_certification,
        heading=gettext_lazy("Reinstate a certification"),
        explained=gettext_lazy("What is left of it counts again from today."),
        submit=gettext_lazy("Reinstate"),
        done=_("Reinstated. The person has been told."),
    )


@needs(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct the days of an entry."""
    fact = get_object_or_404(Fact.objects.select_related("person", "topic"), pk=pk)
    form = CorrectForm(request.POST or None)
    if form.is_valid() and act(form, correct_fact, actor=request.user, fact=fact, **form.cleaned_data) is not None:
        messages.success(request, _("Corrected. The person has been told."))
        return redirect("certification:person_history", fact.person.username)
    context = {
        "form": form,
        "person": fact.person,
        "fact": fact,
        "heading": gettext_lazy("Correct an entry"),
        "explained": gettext_lazy("The entry itself stays on record."),
        "submit": gettext_lazy("Correct"),
    }
    return render(request, "certification/deciding/change.html", context, status=400 if form.errors else 200)


def _decide(
    request: PersonRequest,
    person: Person,
    form_class: type[Form],
    action: Callable[..., Any],
    *,
    done: str,
    **texts: Any,
) -> HttpResponse:
    form = form_class(request.POST or None)
    if form.is_valid() and act(form, action, actor=request.user, person=person, **form.cleaned_data):
        messages.success(request, done)
        return redirect("certification:person_history", person.username)
    context = {"form": form, "person": person, **texts}
    return render(request, "certification/deciding/change.html", context, status=400 if form.errors else 200)


def _person(username: str) -> Person:
    person = Person.objects.named(username).filter(erased_at=None).first()
    if person is None:
        raise Http404
    return person
