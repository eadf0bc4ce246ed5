"""Figures over all cases of one's own bodies."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reporting.policy import on_desk
from reporting.queries.body_figures import figures_of_own
from ucoc.enums import Severity
from ucoc.models import EnforcementBody
from wikilearn.core.tables import csv_response
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
def body_figures(request: PersonRequest) -> HttpResponse:
    """By quarter, for members; the same for all of them, whatever they can read."""
    bodies = list(EnforcementBody.objects.where_member(request.user).order_by("name", "pk"))
    if not bodies:
        raise PermissionDenied
    figures = figures_of_own(bodies)
    header = [
        _("Received"),
        *(str(severity.label) for severity in Severity),
        _("Decided or closed"),
        _("Went on to another body"),
        _("Still open"),
    ]
    if request.GET.get("format") == "csv":
        lines = [(each.body.name, str(row.quarter), *row.cells) for each in figures for row in each.quarters]
        top = (_("Enforcement body"), _("Quarter"), *header)
        return csv_response("body-figures.csv", top, lines)  # type: ignore[return-value]
    context = {"figures": figures, "header": header, "on_desk": on_desk(request.user)}
    return render(request, "reporting/cases/body_figures.html", context)
