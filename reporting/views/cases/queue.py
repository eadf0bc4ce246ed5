"""The queue: what there is to do, by severity and deadline."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reporting.actions.cases.waves import wave_of_key
from reporting.forms.cases import CaseFilterForm
from reporting.policy import Act, Reach, on_desk
from reporting.queries.cases import load_of
from reporting.queries.waves import waves_of
from reporting.querysets.cases import CaseQuerySet
from reporting.sessions import vault_of
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

_SHOWN = (
    *("reference", "state", "severity", "conduct", "place", "acknowledge_by", "acknowledged_at", "decide_by"),
    *("keep_until", "body", "wiki__dbname", "assignee__username"),
)


@never_cache
@require_safe
def cases(request: PersonRequest) -> HttpResponse:
    """The cases that the person can read, the most urgent first; filters look at clear fields only."""
    reach, now = Reach(request.user), timezone.now()
    everything = reach.cases(Act.READ)
    form = CaseFilterForm(request.GET or None, bodies=reach.bodies)
    rows, chosen = _wanted(everything, form, request)
    load = load_of(everything, request.user, now)
    rows = rows.most_urgent_first().select_related("wiki", "assignee").only(*_SHOWN)
    page = page_of(rows, request, total=None if chosen else load.open - load.in_waves)
    bodies = {body.pk: body for body in reach.bodies}
    for case in page:
        case.body = bodies[case.body_id]
    context = {
        "page": page,
        "form": form,
        "filtered": bool(request.GET),
        "load": load,
        "waves": waves_of(everything) if load.in_waves and not request.GET else [],
        "unlocked": vault_of(request) is not None,
        "on_desk": on_desk(request.user),
        "now": now,
    }
    return render(request, "reporting/cases/cases.html", context)


def _wanted(everything: CaseQuerySet, form: CaseFilterForm, request: PersonRequest) -> tuple[CaseQuerySet, bool]:
    """The cases that the filters leave, and whether any filter was chosen: without one they are the open ones.

    What waits in a wave is listed for that wave alone.
    """
    wanted = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    chosen = any(wanted.values())
    state, assignee, wave = wanted.pop("state", ""), wanted.pop("assignee", ""), request.GET.get("wave", "")
    listed = wave_of_key(everything, wave) if wave else everything.outside_waves()
    rows = listed if state == "all" else listed.matching(state=state) if state else listed.open()
    mine = request.user if assignee == "me" else None
    return rows.matching(**wanted, assignee=mine, unassigned=assignee == "nobody"), chosen or bool(wave)
