"""The daily heads of the audit log: who keeps them elsewhere, and the list to take along."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reporting.actions.heads import receive_head
from reporting.policy import eligible_bodies
from reporting.queries.heads import bodies_to_witness, head_rows, heads_with_receipts, witnesses
from wikilearn.audit.models import Head
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.enums import Role
from wikilearn.people.http import PersonRequest
from wikilearn.people.rules import has_role

looks_after = has_role(Role.TRUST_AND_SAFETY, Role.STAFF)


@never_cache
@require_safe
def heads(request: PersonRequest) -> HttpResponse:
    """Each day and who keeps its head, for all who handle cases.

    Number and hash only for the bodies that keep them, for trust and safety, and for staff, who run the site: from one
    day to the next they tell whether anything happened, also in cases behind a wall.
    """
    bodies, keepers = set(eligible_bodies(request.user)), witnesses()
    in_full = looks_after(request.user) or not bodies.isdisjoint(body.pk for body in keepers)
    if not (bodies or in_full):
        raise PermissionDenied
    if request.GET.get("format") == "csv":
        if not in_full:
            raise PermissionDenied
        said = Head.objects.order_by("day").values_list("day", "event", "hash")
        lines = ((day.isoformat(), event, bytes(digest).hex()) for day, event, digest in said.iterator())
        return csv_response("heads.csv", ("day", "event", "hash"), lines)  # type: ignore[return-value]
    page = page_of(heads_with_receipts(), request)
    rows = head_rows(list(page), [body for body in keepers if body.pk in bodies])
    context = {"page": page, "rows": rows, "witnesses": keepers, "in_full": in_full}
    return render(request, "reporting/heads/heads.html", context)


@never_cache
@require_POST
def received(request: PersonRequest, day: str, slug: str) -> HttpResponse:
    """One's body has written it down."""
    body = next((each for each in bodies_to_witness(request.user) if each.slug == slug), None)
    if body is None:
        raise PermissionDenied
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    receive_head(actor=request.user, head=get_object_or_404(Head, day=wanted), body=body)
    messages.success(request, _("Noted. Thank you for keeping it."))
    return redirect("reporting:heads")
