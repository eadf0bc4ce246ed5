"""How matching works: the numbers in force, their history, and who counts as under-represented."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions.tuning import add_community, remove_community, set_weights
from skills_exchange.enums import ParityKind
from skills_exchange.forms.matching import CommunityForm, WeightsForm
from skills_exchange.matching.scoring import PARTS, Weights
from skills_exchange.models import MatchingWeights, ParityEntry
from skills_exchange.queries.weights import weights_in_force
from skills_exchange.reason_words import NUMBER_NAMES, NUMBER_WORDS
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Territory
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def how_matching_works(request: HttpRequest) -> HttpResponse:
    """Everything that matching goes by, for everybody."""
    weights = weights_in_force().as_dict()
    context = {
        "parts": [(NUMBER_NAMES[name], NUMBER_WORDS[name], weights[name], name == "exposure") for name in PARTS],
        "scales": [(NUMBER_NAMES[name], weights[name]) for name in weights if name not in PARTS],
        "communities": _communities(),
        "page": page_of(MatchingWeights.objects.order_by("-pk"), request, size=10),
    }
    return render(request, "skills_exchange/matching/how_matching_works.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_weights(request: PersonRequest) -> HttpResponse:
    """Set other numbers, with the reason."""
    _demand(request)
    form = WeightsForm(request.POST if request.method == "POST" else None, weights=weights_in_force())
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if act(form, set_weights, actor=request.user, weights=form.weights, reason=reason) is not None:
            messages.success(request, _("The numbers are in force."))
            return redirect("skills_exchange:how_matching_works")
    context = {"form": form, "default": Weights()}
    return render(request, "skills_exchange/matching/change_weights.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: PersonRequest) -> HttpResponse:
    """Add a community to the list."""
    _demand(request)
    form = CommunityForm(request.POST if request.method == "POST" else None)
    valid = request.method == "POST" and form.is_valid()
    if valid and act(form, add_community, actor=request.user, **form.cleaned_data) is not None:
        messages.success(request, _("The community is in the list."))
        return redirect("skills_exchange:how_matching_works")
    return render(
        request, "skills_exchange/matching/new_community.html", {"form": form}, status=400 if form.errors else 200
    )


@require_POST
def delete_community(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a community off the list."""
    _demand(request)
    remove_community(actor=request.user, entry=get_object_or_404(ParityEntry, pk=pk))
    messages.success(request, _("The community is off the list."))
    return redirect("skills_exchange:how_matching_works")


def _demand(request: PersonRequest) -> None:
    if not request.user.has_perm("skills_exchange.tune_matching"):
        raise PermissionDenied


def _communities() -> list[tuple[ParityEntry, str]]:
    rows = list(ParityEntry.objects.all())
    codes = [row.code for row in rows if row.kind == ParityKind.TERRITORY]
    places = {place.code: place.name for place in Territory.objects.filter(code__in=codes)}
    return [
        (row, places.get(row.code, row.code) if row.kind == ParityKind.TERRITORY else languages.get(row.code).autonym)
        for row in rows
    ]
