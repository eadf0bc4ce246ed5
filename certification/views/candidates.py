"""Standing for a right, one's own entries, and the list for those who select."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.actions.candidates import list_candidacy, renew_candidacy, withdraw_candidacy
from certification.actions.looking_up import log_look_up_of_each
from certification.forms.candidates import CandidatesForm, StandForm
from certification.models import Candidacy
from certification.queries.becoming import way_to
from certification.queries.candidates import CSV_HEADER, candidacies_for, candidates, csv_rows, in_batches
from certification.views.guards import needs
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.movement.models import Right
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stand(request: PersonRequest, key: str) -> HttpResponse:
    """List oneself for a right: open to who is ready and has linked a Wikimedia account; others are told what lacks."""
    right = get_object_or_404(Right, key=key)
    way = way_to(right.key, request.user, today())
    initial = {"languages": request.user.languages}
    form = StandForm(request.POST or None, right=right, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        said.pop("old_enough", None)
        listed = act(form, list_candidacy, actor=request.user, right=right, **({"wiki": None} | said))
        if listed is not None:
            messages.success(request, _("You are on the list. Those who select can find you now."))
            return redirect("certification:candidacies")
    may = way.ready and request.user.central_id is not None
    context = {"right": right, "way": way, "form": form, "may_stand": may}
    return render(request, "certification/candidates/stand.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def candidacies(request: PersonRequest) -> HttpResponse:
    """What one stands for oneself, and whether one is still ready."""
    mine = Candidacy.objects.filter(person=request.user).listed(today()).select_related("person", "right", "wiki")
    return render(request, "certification/candidates/mine.html", {"rows": candidates(mine, today())})


@require_POST
def withdraw_candidacy_now(request: PersonRequest, uid: str) -> HttpResponse:
    """Off the list at once."""
    withdraw_candidacy(actor=request.user, candidacy=_mine(request, uid))
    messages.success(request, _("You are no longer on the list."))
    return redirect("certification:candidacies")


@require_POST
def renew_candidacy_now(request: PersonRequest, uid: str) -> HttpResponse:
    """Another year."""
    renew_candidacy(actor=request.user, candidacy=_mine(request, uid))
    messages.success(request, _("You stay on the list for another year."))
    return redirect("certification:candidacies")


@needs("certification.select")
@require_safe
def candidate_list(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """Who stands for what, for those who select; each look is logged, and the candidates see it."""
    form = CandidatesForm(request.GET)
    if not form.is_valid():
        return render(request, "certification/candidates/list.html", {"form": form}, status=400)
    asked, day = form.cleaned_data, today()
    key = asked["right"].key if asked["right"] else ""
    wiki, language = asked["wiki"].strip().lower(), asked["language"]
    found = candidacies_for(request.user, day, right=key, wiki=wiki, language=language)
    if request.GET.get("format") == "csv":
        return csv_response("candidates.csv", CSV_HEADER, _file(request.user, found, day))
    page = page_of(found, request)
    rows = candidates(page.object_list, day)
    _log(request.user, [row.candidacy.person for row in rows])
    context = {"form": form, "page": page, "rows": rows, "filtered": bool(key or wiki or language)}
    return render(request, "certification/candidates/list.html", context)


def _file(actor: Person, found: QuerySet[Candidacy], day: date) -> Iterator[list[object]]:
    """Rows of the file; who is in it is logged before it leaves."""
    for rows in in_batches(found, day):
        _log(actor, [row.candidacy.person for row in rows])
        yield from csv_rows(rows)


def _log(actor: Person, people: list[Person]) -> None:
    log_look_up_of_each(actor=actor, people=people, page="candidates")


def _mine(request: PersonRequest, uid: str) -> Candidacy:
    return get_object_or_404(Candidacy, uid=uid, person=request.user)
