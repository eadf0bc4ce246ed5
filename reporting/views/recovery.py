"""The officers' ceremony, the keys of colleagues, new keys and holds for cases."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting import sessions
from reporting.actions import holding, recovering
from reporting.actions.keys import confirm_key
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import unlock_case
from reporting.enums import GrantPurpose
from reporting.errors import NotGranted
from reporting.forms.recovery import FingerprintForm, OfficersForm
from reporting.forms.vault import NewPassphraseForm
from reporting.models import Case, Grant, LegalHold, Recovery, RecoveryShare
from reporting.policy import Act
from reporting.queries.colleagues import colleagues_keys, duties_of
from reporting.queries.officers import possible_officers
from reporting.views.cases.opening import of_case
from reporting.views.vault import VaultRequest, step_up_required, vault_required
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

FORM = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def recovery(request: PersonRequest) -> HttpResponse:
    """One's officers, one's own recovery, and those that wait for oneself as an officer."""
    shares = RecoveryShare.objects.filter(entry__person=request.user).select_related("officer")
    context = {
        "officers": sorted({share.officer.username for share in shares}),
        "mine": Recovery.objects.filter(person=request.user, ended_at=None).select_related("new").first(),
        "duties": duties_of(request.user),
        "now": timezone.now(),
    }
    return render(request, "reporting/vault/recovery.html", context)


@never_cache
@require_http_methods(FORM)
@step_up_required
def officers(request: VaultRequest) -> HttpResponse:
    """Choose the three."""
    form = OfficersForm(request.POST or None, people=possible_officers(request.user))
    if form.is_valid():
        act(form, recovering.choose_officers, vault=request.vault, officers=form.cleaned_data["officers"])
        if not form.errors:
            messages.success(request, _("Your officers hold their shares now."))
            return redirect("reporting:recovery")
    return render(request, "reporting/vault/officers.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def begin(request: PersonRequest) -> HttpResponse:
    """Ask the officers, with a new vault in place of the lost one."""
    form = NewPassphraseForm(request.POST or None, person=request.user)
    if form.is_valid():
        made = act(form, recovering.begin_recovery, actor=request.user, passphrase=form.cleaned_data["passphrase"])
        if made is not None:
            vault, code = made
            response = render(request, "reporting/vault/code.html", {"code": code})
            response.headers["Cache-Control"] = "no-store, private"
            cookie = settings.VAULT_COOKIE_NAME
            sessions.close(request, None, cookie=cookie)
            sessions.keep_open(request, response, cookie=cookie, holder=vault.person.uid, private=vault.pair.private)
            return response
    return render(request, "reporting/vault/begin.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM)
@step_up_required
def duty(request: VaultRequest, uid: UUID) -> HttpResponse:
    """An officer gives their share back, after the wait and with the fingerprint that the owner read out."""
    found = _duty_or_404(request.user, uid)
    form = FingerprintForm(request.POST or None)
    if form.is_valid():
        fingerprint = form.cleaned_data["fingerprint"]
        act(form, recovering.give_back, vault=request.vault, recovery=found, fingerprint=fingerprint)
        if not form.errors:
            messages.success(request, _("Thank you. Your share is with its owner now."))
            return redirect("reporting:recovery")
    context = {"recovery": found, "form": form, "now": timezone.now(), "given": _gave(request.user, found)}
    return render(request, "reporting/vault/duty.html", context, status=422 if form.errors else 200)


@require_POST
def stop(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Object."""
    try:
        recovering.object_to(actor=request.user, recovery=get_object_or_404(Recovery, uid=uid, ended_at=None))
    except NotGranted as error:
        raise Http404 from error
    messages.success(request, _("The recovery is stopped."))
    return redirect("reporting:recovery")


@require_POST
@vault_required
def finish(request: VaultRequest) -> HttpResponse:
    """The owner puts the shares together."""
    found = get_object_or_404(Recovery, person=request.user, ended_at=None)
    recovering.finish_recovery(vault=request.vault, recovery=found)
    messages.success(request, _("You can open again what your lost key opened."))
    return redirect("reporting:recovery")


@never_cache
@require_safe
def keys(request: PersonRequest) -> HttpResponse:
    """The keys of one's colleagues, and which wait for somebody to compare them."""
    return render(request, "reporting/vault/keys.html", {"states": colleagues_keys(request.user)})


@never_cache
@require_http_methods(FORM)
@step_up_required
def compare(request: VaultRequest, uid: UUID) -> HttpResponse:
    """A colleague's new key: type what they read out."""
    state = next((each for each in colleagues_keys(request.user) if each.person.uid == uid and each.waits), None)
    if state is None or state.person == request.user:
        raise Http404
    form = FingerprintForm(request.POST or None)
    if form.is_valid():
        fingerprint = form.cleaned_data["fingerprint"]
        act(form, confirm_key, actor=request.user, person=state.person, fingerprint=fingerprint)
        if not form.errors:
            messages.success(request, _("The key is confirmed. New cases reach its owner again."))
            return redirect("reporting:keys")
    return render(
        request, "reporting/vault/compare.html", {"state": state, "form": form}, status=422 if form.errors else 200
    )


@of_case(Act.READ)
@require_safe
def case_keys(request: PersonRequest, case: Case) -> HttpResponse:
    """Who holds a key of the case, and whether it is on hold."""
    rows = Grant.objects.filter(case=case).select_related("person", "entry").order_by("person__username", "purpose")
    hold = LegalHold.objects.filter(case=case, lifted_at=None).select_related("asked_by", "confirmed_by").first()
    custodian = any(row.person_id == request.user.pk and row.purpose == GrantPurpose.IDENTITY for row in rows)
    context = {"case": case, "rows": rows, "hold": hold, "custodian": custodian}
    return render(request, "reporting/vault/case_keys.html", context)


@require_POST
@step_up_required
def rotate(request: VaultRequest, reference: str) -> HttpResponseBase:
    """A new key for the case; everybody who can read it still can."""
    return _rotate(request, reference)


@of_case(Act.WORK)
def _rotate(request: VaultRequest, case: Case) -> HttpResponse:
    rotate_case(actor=request.user, open_case=unlock_case(case=case, vault=request.vault))
    Case.objects.filter(pk=case.pk).update(rekey_due=False)
    messages.success(request, _("The case has a new key."))
    return redirect("reporting:case_keys", case.reference)


@of_case(Act.SEE)
@require_POST
def hold(request: PersonRequest, case: Case) -> HttpResponse:
    """Ask for a hold, confirm it, or let it go."""
    does = {"ask": holding.ask_hold, "confirm": holding.confirm_hold, "lift": holding.lift_hold}
    if (action := does.get(request.POST.get("do", ""))) is None:
        raise Http404
    action(actor=request.user, case=case)
    messages.success(request, _("Noted. It takes two people."))
    return redirect("reporting:case_keys", case.reference)


def _duty_or_404(officer: Person, uid: UUID) -> Recovery:
    found = next((each for each in duties_of(officer) if each.uid == uid), None)
    if found is None:
        raise Http404
    return found


def _gave(officer: Person, found: Recovery) -> bool:
    return found.releases.filter(officer=officer).exists()
