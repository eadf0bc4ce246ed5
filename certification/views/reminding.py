"""Reminders as staff sees them before they are sent, and as a person wants them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certification.actions.reminding import wish_for_reminders
from certification.queries.reminding import due_next, recently, samples
from wikilearn.core.dates import today
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
@permission_required("certification.view_reminders", raise_exception=True)
def reminders(request: PersonRequest) -> HttpResponse:
    """How many people the next sweep tells what, and in which words."""
    context = {"due": due_next(), "recently": recently(), "samples": samples(today())}
    return render(request, "certification/steward/reminders.html", context)


@require_POST
def wish(request: PersonRequest) -> HttpResponse:
    """Whether to be reminded of certifications that no right of one's own asks for."""
    wished = request.POST.get("wish") == "yes"
    wish_for_reminders(actor=request.user, wished=wished)
    messages.success(
        request,
        _("We will remind you of all your certifications.")
        if wished
        else _("We will remind you only of what your rights ask for."),
    )
    return redirect("certification:mine")
