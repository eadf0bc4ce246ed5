"""The audit log, for staff."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from wikilearn.audit.models import Event
from wikilearn.people import queries
from wikilearn.people.forms import EventFilterForm

SIZE = 50


@require_safe
@permission_required("audit.view_event", raise_exception=True)
def events(request: HttpRequest) -> HttpResponse:
    """Events, newest first, narrowed by who, what, on what and when.

    Older ones follow by id (`?before=`): a log of millions has no use for page numbers, nor time to count.
    """
    form = EventFilterForm(request.GET or None)
    selected = Event.objects.open_to_staff()
    if form.is_valid():
        selected = selected.matching(**_narrowing(form.cleaned_data))
    if form.errors:
        selected = selected.none()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        selected = selected.filter(id__lt=int(before))
    shown = list(selected.newest_first()[: SIZE + 1])
    context = {
        "form": form,
        "rows": _named(shown[:SIZE]),
        "older": _address(request, before=shown[SIZE - 1].pk) if len(shown) > SIZE else "",
    }
    return render(request, "audit/events.html", context, status=422 if form.errors else 200)


def _narrowing(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `EventQuerySet.matching`; days are those of the reader's zone, the last one included."""
    narrowing = {name: cleaned[name] for name in ("actor", "action", "target")}
    since, until = cleaned["since"], cleaned["until"]
    narrowing["since"] = since and timezone.make_aware(datetime.combine(since, time.min))
    narrowing["until"] = until and timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    return narrowing


def _named(events: Sequence[Event]) -> list[dict[str, Any]]:
    people = queries.people_by_reference(reference for event in events for reference in (event.actor, event.target))
    return [{"event": event, "actor": people.get(event.actor), "target": people.get(event.target)} for event in events]


def _address(request: HttpRequest, *, before: int) -> str:
    query = request.GET.copy()
    query["before"] = str(before)
    return f"?{query.urlencode()}"
