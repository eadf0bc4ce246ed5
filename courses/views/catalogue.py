"""The catalogue, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from courses.forms.catalogue import address_of, read_wish
from courses.queries.catalogue import find
from courses.queries.shelf import Order, shelf
from courses.views.readers import chain_of


@login_not_required
@require_safe
@vary_on_headers("HX-Target", "Cookie", "Accept-Language")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Courses to choose from, by words and filters."""
    shelved = shelf()
    wish = read_wish(request.GET, shelved)
    found = find(wish, shelf=shelved, chain=chain_of(request), page=request.GET.get("page"))
    fragment = request.headers.get("HX-Target") == "results"
    context = {
        "wish": wish,
        "found": found,
        "topics": shelved.topics,
        "orders": Order.choices,
        "nearest": [(each, address_of(each.wish)) for each in found.nearest],
        "fragment": fragment,
    }
    return render(request, "courses/_results.html" if fragment else "courses/catalogue.html", context)
