"""The queue of a flood: a wave of reports is one line, from which handlers pull."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reporting.actions.cases.waves import pull_out
from wikilearn.core.errors import DomainError
from wikilearn.people.http import PersonRequest


@never_cache
@require_POST
def pull(request: PersonRequest, began: int) -> HttpResponse:
    """The next report of the wave, and on to its page."""
    try:
        case = pull_out(actor=request.user, began=datetime.fromtimestamp(min(began, 10**10), UTC))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("reporting:cases")
    messages.success(request, _("You have taken this case."))
    return redirect("reporting:case", case.reference)
