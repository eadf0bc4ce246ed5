"""How many holders of rights are certified: a page for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.queries.coverage import EVERYWHERE, INTERNATIONAL, SEVERAL, Coverage, Row, coverage, names
from wikilearn.core import languages
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.tables import csv_response
from wikilearn.movement.regions import name_of


@login_not_required
@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The share of holders who are certified, by right, kind of wiki and region."""
    found, called = coverage(), names()
    if request.GET.get("format") == "csv":
        header = ["day", "right", "project", "region", "percent_certified"]
        lines = ([found.day, row.right, row.project or "all", row.region or "all", _told(row)] for row in found.rows)
        return csv_response("coverage.csv", header, lines)
    context = {"coverage": found, "chart": _chart(found, called)}
    return render(request, "certification/coverage.html", context)


def _told(row: Row) -> object:
    return "hidden" if row.percent is None else row.percent


def _chart(found: Coverage, called: dict[str, str]) -> Chart:
    return Chart(
        key="coverage",
        title=_("Holders of rights who are certified"),
        about=_("As of %(day)s.") % {"day": date_format(found.day)},
        row_name=_("Right"),
        labels=[Label(f"{called.get(row.right, row.right)} · {_place(row)}") for row in found.rows],
        series=[Series(_("Percent certified"), [row.percent for row in found.rows])],
    )


def _place(row: Row) -> str:
    if row.region is not None:
        return _region(row.region)
    if row.project is None:
        return _("All together")
    if row.project == SEVERAL:
        return _("Several kinds of wikis")
    return _("All wikis") if row.project == EVERYWHERE else row.project.capitalize()


def _region(region: str) -> str:
    if region == INTERNATIONAL:
        return _("International wikis")
    return _("Several regions") if region == SEVERAL else name_of(region, languages.current().tag)
