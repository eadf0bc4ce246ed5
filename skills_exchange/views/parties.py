"""The profile of somebody else, and keeping somebody away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skills_exchange.actions.parties import block_party, unblock_party
from skills_exchange.enums import ClaimKind
from skills_exchange.forms.profiles import BlockForm
from skills_exchange.models import Party, PartyBlock
from skills_exchange.queries.evidence import endorsable
from skills_exchange.queries.parties import may_speak_for, organisations_spoken_for
from skills_exchange.queries.profiles import by_kind, lines_of, readable_claims, readable_parties
from skills_exchange.queries.times import free_days
from skills_exchange.templatetags.profiles import own_address
from skills_exchange.views.owning import own_party, status_of
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@login_not_required
@require_safe
def party(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A profile as the reader may see it: its claims, and when it has time on the reader's clock."""
    found = get_object_or_404(readable_parties(request.user), uid=uid)
    lines = lines_of(readable_claims(request.user, found), request.user)
    zone = timezone.get_current_timezone_name()
    mine = may_speak_for(request.user, found)
    signed_in = request.user.is_authenticated
    context = {
        "party": found,
        "kinds": by_kind(lines),
        "spoken": found.speaks.all() if signed_in else [],
        "territories": found.territories.all() if signed_in else [],
        "days": free_days(found.week_utc, zone, today()) if signed_in else [],
        "away": signed_in and found.is_away(today()),
        "full": signed_in and not found.has_a_place,
        "mine": mine,
        "shares": any(line.claim.kind == ClaimKind.OFFERED for line in lines),
        "wants": any(line.claim.kind == ClaimKind.WANTED for line in lines),
        "endorsable": endorsable(request.user, found, [line.claim for line in lines])
        if isinstance(request.user, Person) and not mine
        else set(),
    }
    return render(request, "skills_exchange/profiles/party.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Keep somebody away, after a question: for oneself, or (`of`) for an organisation that one speaks for."""
    led = organisations_spoken_for(request.user)
    found = get_object_or_404(_blockable(request.user, organises=bool(led)), uid=uid)
    if found.person_id == request.user.pk:
        raise Http404
    led = [each for each in led if each.pk != found.organisation_id]
    form = BlockForm(request.POST if request.method == "POST" else None, organisations=led)
    if form.is_valid():
        by = own_party(request, form.cleaned_data["of"] or None)
        if act(form, block_party, actor=request.user, party=found, by=by) is not None:
            messages.success(request, _("You no longer see each other in the exchange. They are not told."))
            return redirect(own_address(by, "blocked"))
    context = {"party": found, "form": form if led else None}
    return render(request, "skills_exchange/profiles/block.html", context, status=status_of(request, form))


def _blockable(person: Person, *, organises: bool) -> QuerySet[Party]:
    """Whom one can keep away: who can be seen, and on behalf of organisations also whom one keeps away oneself."""
    seen = Q(pk__in=readable_parties(person).values("pk"))
    if organises:
        seen |= Q(pk__in=PartyBlock.objects.filter(by__person=person).values("blocked"))
    return Party.objects.filter(seen).with_names()


@require_http_methods(["POST"])
def unblock(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Undo a block; `of` names the organisation on whose behalf it was made."""
    by = own_party(request, request.POST.get("of") or None)
    found = get_object_or_404(Party.objects.filter(blocked_by__by=by), uid=uid)
    unblock_party(actor=request.user, party=found, by=by)
    messages.success(request, _("You can see each other again."))
    return redirect(own_address(by, "blocked"))


@require_safe
def blocked(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """Whom one keeps away."""
    by = own_party(request, slug)
    rows = (
        PartyBlock.objects.filter(by=by)
        .select_related("blocked__person", "blocked__organisation")
        .order_by("-created_at")
    )
    return render(request, "skills_exchange/profiles/blocked.html", {"party": by, "page": page_of(rows, request)})
