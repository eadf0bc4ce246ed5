"""How much one has read that weighs, for one's own eyes, and putting cases down."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reporting import sessions
from reporting.actions.wellbeing import KEPT, cases_in_hand, note_opened, put_down
from reporting.policy import on_desk
from reporting.queries.wellbeing import reading_of
from wikilearn.people.http import PersonRequest


def note_shown(request: PersonRequest, texts: Iterable[UUID]) -> None:
    """These texts of others lie before the person now: those that did not since the vault was opened are counted."""
    note_opened(actor=request.user, number=sessions.first_shown(request, texts))


@never_cache
@require_safe
def wellbeing(request: PersonRequest) -> HttpResponse:
    """What one has read lately, where there is help, and what one could put down."""
    context = {
        "reading": reading_of(request.user),
        "cases": cases_in_hand(request.user),
        "kept": KEPT.days,
        "on_desk": on_desk(request.user),
        "now": timezone.now(),
    }
    return render(request, "reporting/wellbeing/wellbeing.html", context)


@never_cache
@require_POST
def hand_back(request: PersonRequest) -> HttpResponse:
    """All one's cases go back to the colleagues."""
    gone, stay = put_down(actor=request.user)
    if gone or not stay:
        said = ngettext(
            "%(number)d case is back with your colleagues. Take your time.",
            "%(number)d cases are back with your colleagues. Take your time.",
            gone,
        )
        messages.success(request, said % {"number": gone})
    if stay:
        messages.warning(request, _("An emergency stays with you until a colleague has it. Please hand it over."))
    return redirect("reporting:wellbeing")
