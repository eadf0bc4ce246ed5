"""What one knows, shares and wants to learn, and what stands behind it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import badges
from skills_exchange.actions.claims import confirm_claims, end_claim, make_claim
from skills_exchange.actions.evidence import remove_badge, show_evidence
from skills_exchange.enums import ClaimKind
from skills_exchange.forms.profiles import BadgeForm, ClaimForm, ConfirmForm
from skills_exchange.queries.evidence import SHOWABLE
from skills_exchange.queries.profiles import claims_of, first_end, lines_of, to_confirm
from skills_exchange.templatetags.profiles import own_address
from skills_exchange.views.owning import own_claim, own_party, status_of
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def add(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """Claim a skill; `?kind=` says in which way, `?skill=` which one."""
    party = own_party(request, slug)
    kind = request.GET.get("kind", ClaimKind.OFFERED)
    if kind not in ClaimKind.values:
        raise Http404
    form = ClaimForm(request.POST or None, party=party, kind=kind, initial={"skill": request.GET.get("skill", "")[:80]})
    if form.is_valid():
        claim = act(form, make_claim, actor=request.user, party=party, kind=kind, **form.cleaned_data)
        if claim is not None:
            messages.success(request, _("Saved."))
            return redirect(own_address(party))
    context = {"party": party, "form": form, "kind": ClaimKind(kind), "kinds": ClaimKind}
    return render(request, "skills_exchange/profiles/add_claim.html", context, status=status_of(request, form))


@require_safe
def claim(request: PersonRequest, uid: UUID, slug: str | None = None) -> HttpResponse:
    """A claim of one's own, with what stands behind it."""
    party = own_party(request, slug)
    found = own_claim(party, uid)
    (line,) = lines_of(claims_of(party).filter(pk=found.pk), request.user, own=True)
    showable = found.kind in SHOWABLE and party.person_id is not None
    context = {"party": party, "line": line, "claim": line.claim, "showable": showable}
    return render(request, "skills_exchange/profiles/claim.html", context)


@get_or_post
def edit(request: PersonRequest, uid: UUID, slug: str | None = None) -> HttpResponse:
    """Change a claim, which confirms it too."""
    party = own_party(request, slug)
    found = own_claim(party, uid)
    form = ClaimForm(request.POST or None, party=party, kind=found.kind, claim=found)
    if form.is_valid():
        said = {"formats": found.formats, "languages": found.languages} | form.cleaned_data
        made = act(form, make_claim, actor=request.user, party=party, skill=found.skill, kind=found.kind, **said)
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(own_address(party))
    context = {"party": party, "form": form, "claim": found}
    return render(request, "skills_exchange/profiles/edit_claim.html", context, status=status_of(request, form))


@get_or_post
def end(request: PersonRequest, uid: UUID, slug: str | None = None) -> HttpResponse:
    """Remove a claim, after a question."""
    party = own_party(request, slug)
    found = own_claim(party, uid)
    if request.method == "POST":
        end_claim(actor=request.user, claim=found)
        messages.success(request, _("Removed."))
        return redirect(own_address(party))
    return render(request, "skills_exchange/profiles/end_claim.html", {"party": party, "claim": found})


@get_or_post
def confirm(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """Say with one press that all still holds, or which of it does."""
    party = own_party(request, slug)
    mine = claims_of(party).confirmable()
    form = ConfirmForm(request.POST if request.method == "POST" else None, mine=mine)
    if form.is_valid():
        number = confirm_claims(actor=request.user, party=party, claims=list(form.cleaned_data["claims"]))
        text = ngettext("%(number)s skill is confirmed.", "%(number)s skills are confirmed.", number)
        messages.success(request, text % {"number": number})
        return redirect(own_address(party))
    lines = lines_of(mine, request.user, own=True)
    context = {"party": party, "form": form, "lines": lines, "first": first_end(to_confirm(lines))}
    return render(request, "skills_exchange/profiles/confirm.html", context, status=status_of(request, form))


@get_or_post
def add_badge(request: PersonRequest, uid: UUID, slug: str | None = None) -> HttpResponse:
    """Put an Open Badge behind a claim."""
    party = own_party(request, slug)
    found = own_claim(party, uid)
    if party.person_id is None or found.kind not in SHOWABLE:
        raise Http404
    posted = request.method == "POST"
    form = BadgeForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and not throttling.allow(request, "skill_badge", limit=30, seconds=600):
        return too_many_requests(request)
    if form.is_valid():
        evidence = act(form, badges.add_badge, actor=request.user, claim=found, **form.badge())
        if evidence is not None:
            messages.success(request, _said_of(evidence.counts))
            return redirect(own_address(party, "claim", found.uid))
    context = {"party": party, "form": form, "claim": found}
    return render(request, "skills_exchange/profiles/add_badge.html", context, status=status_of(request, form))


def _said_of(counts: bool) -> str:
    if counts:
        return _("The badge is good. Your skill counts as verified.")
    return _("The badge is shown with your skill. It does not count as verification.")


@require_POST
def evidence(request: PersonRequest, uid: UUID, number: int, slug: str | None = None) -> HttpResponse:
    """Hide something that stands behind a claim, show it again, or take a badge away (`do`)."""
    party = own_party(request, slug)
    found = get_object_or_404(own_claim(party, uid).evidence, pk=number)
    found.claim.party = party
    if request.POST.get("do") == "remove":
        remove_badge(actor=request.user, evidence=found)
    else:
        show_evidence(actor=request.user, evidence=found, hidden=request.POST.get("do") == "hide")
    messages.success(request, _("Saved."))
    return redirect(own_address(party, "claim", uid))
