"""The catalogue, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from courses.forms.catalogue import CatalogueForm
from courses.queries.catalogue import Wish, find, offer
from courses.views.readers import chain_of


@login_not_required
@require_safe
@vary_on_headers("HX-Target", "Cookie", "Accept-Language")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Courses to choose from, by words and filters."""
    offered = offer()
    form = CatalogueForm(request.GET, offer=offered)
    wish = form.wish
    found = find(wish, chain=chain_of(request), page=request.GET.get("page"))
    filtered = wish != Wish(q=wish.q)
    template = "courses/_results.html" if request.headers.get("HX-Target") == "results" else "courses/catalogue.html"
    return render(
        request, template, {"form": form, "wish": wish, "offer": offered, "found": found, "filtered": filtered}
    )
