"""Finding people, and keeping searches."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from skills_exchange.actions import searches as actions
from skills_exchange.errors import SkillRefused
from skills_exchange.forms.people import SaveSearchForm
from skills_exchange.models import SavedSearch
from skills_exchange.queries.people import Hunt, family_of, hunt_for, reader_of
from skills_exchange.queries.people_cards import csv_rows, page_of_people
from skills_exchange.queries.people_counts import LABELS, Counts, counts_of, nearest_to
from skills_exchange.queries.wishes import Wish, query_of, read_wish
from wikilearn.core import languages, throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response
from wikilearn.movement import regions
from wikilearn.people.http import PersonRequest

FILES_AN_HOUR = 20


@login_not_required
@require_safe
@vary_on_headers("HX-Target", "Cookie", "Accept-Language")
def people(request: HttpRequest) -> HttpResponseBase:
    """Who shares a skill, or wants to learn it: words, filters with counts, pages; the address says it all."""
    hunt = hunt_for(read_wish(request.GET), reader_of(request.user))
    if request.GET.get("format_of") == "csv":
        return _as_csv(request, hunt)
    counts = counts_of(hunt)
    page, cards = page_of_people(hunt, request.GET.get("page"), counts.total)
    fragment = request.headers.get("HX-Target") == "results"
    context = {
        "wish": hunt.wish,
        "hunt": hunt,
        "counts": counts,
        "page": page,
        "cards": cards,
        "nearest": [] if counts.total else [(each, query_of(each.wish)) for each in nearest_to(hunt, counts)],
        "orders": _orders(hunt),
        "query": query_of(hunt.wish),
        "active": _active(hunt, counts),
        "fragment": fragment,
    }
    return render(
        request, "skills_exchange/people/_results.html" if fragment else "skills_exchange/people/people.html", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
def save_search(request: PersonRequest) -> HttpResponse:
    """Keep the search of the address under a name."""
    wish = read_wish(QueryDict(request.META.get("QUERY_STRING", "")))
    form = SaveSearchForm(request.POST or None, initial={"title": _title(wish)})
    if form.is_valid():
        kept = act(form, actions.save_search, actor=request.user, wish=wish, **form.cleaned_data)
        if kept is not None:
            messages.success(request, _("The search is kept."))
            return redirect("skills_exchange:saved_searches")
    context = {"form": form, "query": query_of(wish)}
    return render(request, "skills_exchange/people/save.html", context, status=400 if form.errors else 200)


@require_safe
def saved_searches(request: PersonRequest) -> HttpResponse:
    """The searches that somebody keeps."""
    kept = SavedSearch.objects.filter(person=request.user)
    return render(request, "skills_exchange/people/searches.html", {"searches": kept})


@require_POST
def change_search(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Be told of new people or not, or delete the search."""
    search = get_object_or_404(SavedSearch, uid=uid, person=request.user)
    deed = request.POST.get("do")
    if deed == "forget":
        actions.forget_search(actor=request.user, search=search)
        messages.success(request, _("The search is deleted."))
    elif deed in ("tell", "quiet"):
        actions.change_search(actor=request.user, search=search, notify=deed == "tell")
        messages.success(request, _("Saved."))
    return redirect("skills_exchange:saved_searches")


def _as_csv(request: HttpRequest, hunt: Hunt) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not throttling.allow(request, "skills-people-csv", limit=FILES_AN_HOUR, seconds=3600):
        raise SkillRefused(_("That was a lot of files. Please try again in an hour."))
    header = [_("Name"), _("Kind"), _("Skills"), _("More skills"), _("Languages"), _("Where"), _("Verified")]
    return csv_response("people.csv", header, csv_rows(hunt))


def _orders(hunt: Hunt) -> list[tuple[str, str]]:
    orders = [("", _("Active lately")), ("level", _("Highest level")), ("name", _("Name"))]
    if not hunt.reader.signed_in:
        return orders[1:]
    return [*orders, ("overlap", _("Most hours in common"))] if hunt.reader.week else orders


def _active(hunt: Hunt, counts: Counts) -> list[tuple[str, str]]:
    """The chosen filters in words, each with the address without it."""
    chosen = []
    for name in hunt.wish.chosen:
        text = str(LABELS[name]) if name in ("verified", "overlap") else counts.label_of(name)
        chosen.append((text, query_of(hunt.wish.without(name))))
    return chosen


def _title(wish: Wish) -> str:
    """A name that says what is looked for."""
    family = family_of(wish.skill)
    parts = [wish.q, family.chosen.label if family.chosen else ""]
    parts += [languages.get(wish.language).autonym if wish.language else ""]
    parts += [regions.name_of(wish.territory, languages.current().tag) if wish.territory else ""]
    return " · ".join(part for part in parts if part)[:120] or _("Everybody")
