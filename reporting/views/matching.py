"""The match of reports: its officers, their consent, looking together, and telling a reporter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.actions.matching import (
    ask_match_key,
    consent_to_match,
    drop_match_wish,
    make_match_key,
    run_match,
    tell_of_match,
)
from reporting.forms.matching import MatchKeyForm
from reporting.models import Case, MatchConsent, MatchKey, MatchShare, MatchWish
from reporting.policy import Act, on_desk
from reporting.queries.matching import possible_match_officers, present_wish, shares_in_use
from reporting.views.cases.opening import of_case, opened
from reporting.views.vault import VaultRequest, step_up_required
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

FORM = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def match(request: PersonRequest) -> HttpResponse:
    """For trust and safety: who the officers are. For officers: agreeing, and looking together."""
    desk, key = on_desk(request.user), MatchKey.objects.filter(ended_at=None).first()
    mine = shares_in_use(request.user)
    if not desk and not mine:
        raise PermissionDenied
    partners = [share.partner_id for share in mine]
    given = MatchConsent.objects.filter(share__partner=request.user, share__key=key, share__officer__in=partners)
    context = {
        "key": key,
        "wish": present_wish() if desk else None,
        "shares": mine,
        "officers": sorted(set(MatchShare.objects.filter(key=key).values_list("officer__username", flat=True))),
        "ready": given.filter(until__gt=timezone.now()).select_related("share__officer").first(),
        "on_desk": desk,
    }
    return render(request, "reporting/match/match.html", context)


@never_cache
@require_http_methods(FORM)
@step_up_required
def match_officers(request: VaultRequest) -> HttpResponseBase:
    """Two people of trust and safety choose officers: one asks, another one agrees. Both type their passphrase."""
    if not on_desk(request.user):
        raise PermissionDenied
    wish = present_wish()
    form = MatchKeyForm(request.POST if request.POST.get("do") == "ask" else None, people=possible_match_officers())
    if form.is_valid():
        officers = list(form.cleaned_data["officers"])
        if act(form, ask_match_key, actor=request.user, officers=officers) is not None:
            messages.success(request, _("Noted. Somebody else of trust and safety has to agree."))
            return redirect("reporting:match_officers")
    elif wish is not None and request.POST.get("do") in {"agree", "drop"}:
        return _answered(request, wish)
    context = {"form": form, "wish": wish, "key": MatchKey.objects.filter(ended_at=None).first()}
    return render(request, "reporting/match/officers.html", context, status=400 if form.errors else 200)


def _answered(request: VaultRequest, wish: MatchWish) -> HttpResponse:
    """What the other person says; to the very wish that they saw."""
    if request.POST.get("wish") != str(wish.pk):
        return redirect("reporting:match_officers")
    if request.POST["do"] == "agree":
        make_match_key(actor=request.user, wish=wish)
        messages.success(request, _("The officers have their halves of a new key."))
    else:
        drop_match_wish(actor=request.user)
        messages.success(request, _("Noted."))
    return redirect("reporting:match")


@never_cache
@require_POST
@step_up_required
def match_consent(request: VaultRequest, pk: int) -> HttpResponseBase:
    """An officer agrees that a partner looks."""
    share = next((each for each in shares_in_use(request.user) if each.pk == pk), None)
    if share is None:
        raise Http404
    consent_to_match(vault=request.vault, partner=share.partner)
    messages.success(request, _("Your partner can look once within a day."))
    return redirect("reporting:match")


@never_cache
@require_POST
@step_up_required
def match_run(request: VaultRequest) -> HttpResponseBase:
    """Look, with the consent of a partner. The answer is for handlers alone: an officer may be the one reported."""
    run_match(vault=request.vault)
    messages.success(request, _("Noted."))
    return redirect("reporting:match")


@of_case(Act.WORK)
@require_POST
def match_tell(request: PersonRequest, case: Case) -> HttpResponse:
    """Let the reporter know."""
    open_case = opened(request, case)
    if open_case is None:
        messages.warning(request, _("Your vault is locked. Unlock it to read the case."))
    else:
        tell_of_match(actor=request.user, open_case=open_case)
        messages.success(request, _("The reporter can read it now."))
    return redirect("reporting:case", case.reference)
