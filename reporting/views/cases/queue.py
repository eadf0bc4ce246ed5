"""The queue: what there is to do, by severity and deadline."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reporting.forms.cases import CaseFilterForm
from reporting.policy import Act, cases_for, on_desk
from reporting.queries.cases import load_of
from reporting.sessions import vault_of
from ucoc.models import EnforcementBody
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
def cases(request: PersonRequest) -> HttpResponse:
    """The cases that the person can read, the most urgent first; filters look at clear fields only."""
    bodies = EnforcementBody.objects.where_member(request.user, deciding=True)
    form = CaseFilterForm(request.GET or None, bodies=bodies)
    wanted = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    state, assignee, body = wanted.pop("state", ""), wanted.pop("assignee", ""), wanted.pop("body", None)
    everything = cases_for(request.user, Act.READ)
    rows = everything if state == "all" else everything.matching(state=state) if state else everything.open()
    rows = rows.matching(
        **wanted,
        body=body.pk if body else None,
        assignee=request.user if assignee == "me" else None,
        unassigned=assignee == "nobody",
    )
    context = {
        "page": page_of(rows.most_urgent_first().select_related("body", "wiki", "assignee"), request),
        "form": form,
        "filtered": bool(request.GET),
        "load": load_of(everything, request.user),
        "unlocked": vault_of(request) is not None,
        "on_desk": on_desk(request.user),
        "now": timezone.now(),
    }
    return render(request, "reporting/cases/cases.html", context)
