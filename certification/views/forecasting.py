"""What stewards see coming."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.forms import ForecastForm
from certification.queries.forecasting import forecast, shortages
from certification.views.steward import Answered, for_stewards
from wikilearn.core.dates import today
from wikilearn.core.tables import csv_response, page_of
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
        columns = ("wiki__dbname", "right__key", "right__minimum_holders", "holders", "certified", "below_on")
        return csv_response("wikis.csv", header, short.values_list(*columns))
    context = {
        "form": form,
        "forecast": found,
        "chart": chart,
        "page": page_of(short, request),
        "query": request.GET.urlencode(),
        "right": right,
        "wiki": filters["wiki"],
    }
    return render(request, "certification/steward/forecast.html", context)
