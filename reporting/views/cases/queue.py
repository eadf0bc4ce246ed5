"""The queue: what there is to do, by severity and deadline."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reporting.forms.cases import CaseFilterForm
from reporting.policy import Act, Reach, on_desk
from reporting.queries.cases import load_of
from reporting.querysets.cases import CaseQuerySet
from reporting.sessions import vault_of
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
def cases(request: PersonRequest) -> HttpResponse:
    """The cases that the person can read, the most urgent first; filters look at clear fields only."""
    reach, now = Reach(request.user), timezone.now()
    everything = reach.cases(Act.READ)
    form = CaseFilterForm(request.GET or None, bodies=reach.bodies)
    rows, chosen = _wanted(everything, form, request)
    load = load_of(everything, request.user, now)
    rows = rows.most_urgent_first().select_related("body", "wiki", "assignee")
    context = {
        "page": page_of(rows, request, total=None if chosen else load.open),
        "form": form,
        "filtered": bool(request.GET),
        "load": load,
        "unlocked": vault_of(request) is not None,
        "on_desk": on_desk(request.user),
        "now": now,
    }
    return render(request, "reporting/cases/cases.html", context)


def _wanted(everything: CaseQuerySet, form: CaseFilterForm, request: PersonRequest) -> tuple[CaseQuerySet, bool]:
    """The cases that the filters leave, and whether any filter was chosen: without one they are the open ones."""
    wanted = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    chosen = any(wanted.values())
    state, assignee = wanted.pop("state", ""), wanted.pop("assignee", "")
    rows = everything if state == "all" else everything.matching(state=state) if state else everything.open()
    mine = request.user if assignee == "me" else None
    return rows.matching(**wanted, assignee=mine, unassigned=assignee == "nobody"), chosen
