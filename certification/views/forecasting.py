"""What stewards see coming."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.forms import ForecastForm
from certification.queries.forecasting import forecast, shortages
from certification.views.steward import Answered, for_stewards
from wikilearn.core.dates import today
from wikilearn.core.tables import csv_response
from wikilearn.people.http import PersonRequest


@for_stewards
@require_safe
def forecast_page(request: PersonRequest) -> Answered:
    """How many holders lapse in which month, and which wikis would have too few."""
    form = ForecastForm(request.GET)
    if not form.is_valid():
        return render(request, "certification/steward/forecast.html", {"form": form}, status=400)
    right = form.cleaned_data["right"]
    filters = {"right": right.key if right else "", "wiki": form.cleaned_data["wiki"]}
    found = forecast(today(), **filters)
    chart = found.chart(_("Holders whose certification ends, by month"))
    short = shortages(today(), **filters)
    if request.GET.get("format") == "csv":
        return csv_response("forecast.csv", [_("Month"), _("Holders who lapse")], found.months)
    if request.GET.get("format") == "csv-wikis":
        header = ["wiki", "right", "minimum", "holders", "certified", "from"]
        rows = [[each.wiki, each.right, each.minimum, each.holders, each.certified, each.month] for each in short]
        return csv_response("wikis.csv", header, rows)
    context = {
        "form": form,
        "forecast": found,
        "chart": chart,
        "shortages": short,
        "query": request.GET.urlencode(),
        "right": right,
        "wiki": filters["wiki"],
    }
    return render(request, "certification/steward/forecast.html", context)
