"""The holders of a right on all wikis, for stewards."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certification.actions.looking_up import log_look_up
from certification.enums import State
from certification.forms import RightHoldersForm
from certification.queries.documents import CSV_HEADER, csv_rows
from certification.queries.holders import all_answers_for, answers_for, holdings_on, states_of
from certification.views.steward import Answered, for_stewards
from wikilearn.core.dates import today
from wikilearn.core.tables import csv_response, page_of
from wikilearn.movement.models import Holding, Right
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@for_stewards
@require_safe
def steward_right(request: PersonRequest, key: str) -> Answered:
    """All holders of a right with their standing; filtered by state today, without that filter on any other day."""
    right = get_object_or_404(Right, key=key)
    form = RightHoldersForm(request.GET)
    if not form.is_valid():
        return render(request, "certification/steward/right.html", {"form": form, "right": right}, status=400)
    asked = form.cleaned_data
    day, current = asked["at"], asked["at"] == today()
    holdings = holdings_on(
        day,
        right=key,
        wiki=asked["wiki"],
        words=asked["q"],
        state=asked["state"] if current else "",
        sort=asked["sort"] if current or asked["sort"] != "due" else "",
    )
    if request.GET.get("format") == "csv":
        return csv_response(f"{key}.csv", CSV_HEADER, _rows(request.user, holdings, day))
    page = page_of(holdings, request)
    answers, required = answers_for(page.object_list, day)  # type: ignore[arg-type]  # a slice of a queryset
    log_look_up(actor=request.user, answers=answers, page="steward_right")
    context: dict[str, Any] = {
        "form": form,
        "right": right,
        "page": page,
        "answers": answers,
        "required": required,
        "at": day,
        "past": None if current else day,
        "unfiltered": not current and bool(asked["state"] or asked["sort"] == "due"),
        "counts": _counts(key, asked["wiki"]) if current else [],
    }
    return render(request, "certification/steward/right.html", context)


def _counts(key: str, wiki: str) -> list[tuple[State, int]]:
    states = states_of(key, wiki)
    return [(state, states[state]) for state in State if states[state]]


def _rows(actor: Person, holdings: QuerySet[Holding], day: date) -> Iterator[list[object]]:
    """Rows of the file; who is in it is logged before it leaves."""
    for answers in all_answers_for(holdings, day):
        log_look_up(actor=actor, answers=answers, page="steward_right")
        yield from csv_rows(answers)
