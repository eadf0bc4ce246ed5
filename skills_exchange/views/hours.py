"""Hours that people of an organisation shared: the line of its report, and who wants to be counted in it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skills_exchange.actions.parties import party_of
from skills_exchange.actions.recognition import be_counted
from skills_exchange.models import CountedFor
from skills_exchange.queries.hours import Quarter, hours_by_quarter
from skills_exchange.queries.parties import may_speak_for_organisation
from wikilearn.core.tables import csv_response
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@require_safe
def organisation_hours(request: PersonRequest, slug: str) -> HttpResponseBase:
    """By quarter, for coordinators; few people are not shown. `?format=csv` gives the table as a file."""
    organisation = get_object_or_404(Organisation.objects.active(), slug=slug)
    if not may_speak_for_organisation(request.user, organisation):
        raise Http404
    quarters = hours_by_quarter(organisation)
    if request.GET.get("format") == "csv":
        return csv_response("hours.csv", [_("Quarter"), _("People"), _("Hours")], map(_cells, quarters))
    context = {"organisation": organisation, "quarters": quarters}
    return render(request, "skills_exchange/matches/organisation_hours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def counted(request: PersonRequest) -> HttpResponse:
    """For which of one's organisations one's hours count."""
    party, mine = party_of(request.user), Organisation.objects.active().where_member(request.user)
    if request.method == "POST":
        chosen = set(request.POST.getlist("organisation"))
        for organisation in mine:
            be_counted(actor=request.user, party=party, organisation=organisation, counted=organisation.slug in chosen)
        messages.success(request, _("Saved."))
        return redirect("skills_exchange:counted")
    there = set(CountedFor.objects.filter(party=party).values_list("organisation", flat=True))
    lines = [(organisation, organisation.pk in there) for organisation in mine.order_by("name")]
    return render(request, "skills_exchange/matches/counted.html", {"lines": lines})


def _cells(quarter: Quarter) -> list[object]:
    return [f"{quarter.start:%Y}-Q{(quarter.start.month + 2) // 3}", quarter.people, quarter.hours]
