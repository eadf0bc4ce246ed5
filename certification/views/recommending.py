"""Recommendations: who has lacked a certification for long, and what stewards said about it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.actions.looking_up import log_look_up_of_each
from certification.actions.recommending import keep_right
from certification.forms.recommending import KeepForm, RecommendationsForm
from certification.models import Recommendation
from certification.queries.recommending import CSV_HEADER, csv_rows, people_in, recommendations_of
from certification.views.steward import Answered, for_stewards
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@for_stewards
@require_safe
def recommendations(request: PersonRequest) -> Answered:
    """Open and closed recommendations, by right and wiki."""
    form = RecommendationsForm(request.GET)
    if not form.is_valid():
        return render(request, "certification/steward/recommendations.html", {"form": form}, status=400)
    right = form.cleaned_data["right"]
    rows = recommendations_of(
        right=right.key if right else "", wiki=form.cleaned_data["wiki"], show=form.cleaned_data["show"]
    )
    if request.GET.get("format") == "csv":
        found = list(rows)
        log_look_up_of_each(actor=request.user, people=people_in(found), page="recommendations")
        return csv_response("recommendations.csv", CSV_HEADER, csv_rows(found))
    page = page_of(rows, request)
    log_look_up_of_each(actor=request.user, people=people_in(page.object_list), page="recommendations")
    return render(request, "certification/steward/recommendations.html", {"form": form, "page": page})


@for_stewards
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The right stays, because …"""
    rows = Recommendation.objects.select_related("holding__right", "holding__wiki", "holding__person")
    found = get_object_or_404(rows, uid=uid)
    form = KeepForm(request.POST or None)
    if (
        form.is_valid()
        and act(form, keep_right, actor=request.user, recommendation=found, reason=form.cleaned_data["reason"])
        is not None
    ):
        messages.success(request, _("Your reason is noted."))
        return redirect("certification:recommendations")
    if request.method != "POST":
        log_look_up_of_each(actor=request.user, people=people_in([found]), page="keep_recommendation")
    status = 400 if form.errors else 200
    return render(request, "certification/steward/keep.html", {"form": form, "row": found}, status=status)
