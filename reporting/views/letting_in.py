"""Letting a colleague into a case, and who reported, for custodians. Both ask for the passphrase again."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reporting.actions.cases.merging import grant_family
from reporting.actions.cases.receiving import walls_of
from reporting.actions.sealing import read_identity, unlock_case
from reporting.enums import GrantPurpose
from reporting.errors import NotGranted
from reporting.forms.recovery import LetInForm
from reporting.models import Case, Grant
from reporting.policy import Act
from reporting.queries.families import parts_of
from reporting.routing import free_handlers
from reporting.views.cases.opening import of_case, open_parts
from reporting.views.vault import VaultRequest, step_up_required
from wikilearn.core.forms import act
from wikilearn.people.models import Person

FORM = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(FORM)
@step_up_required
def let_in(request: VaultRequest, reference: str) -> HttpResponseBase:
    """Give a member of the body, whom no wall shuts out, the key of the case."""
    return _let_in(request, reference)


@of_case(Act.WORK)
def _let_in(request: VaultRequest, case: Case) -> HttpResponse:
    form = LetInForm(request.POST or None, people=_outside(case))
    if form.is_valid():
        open_case = unlock_case(case=case, vault=request.vault)
        parts = open_parts(request, case)
        person, confirmed = form.cleaned_data["person"], form.cleaned_data["confirmed"]
        wish = {"open_case": open_case, "parts": parts, "person": person, "confirmed": confirmed}
        act(form, grant_family, actor=request.user, **wish)
        if not form.errors:
            messages.success(request, _("They can read the case now."))
            return redirect("reporting:case_keys", case.reference)
    status = 422 if form.errors else 200
    return render(request, "reporting/vault/let_in.html", {"case": case, "form": form}, status=status)


@never_cache
@require_http_methods(FORM)
@step_up_required
def identity(request: VaultRequest, reference: str) -> HttpResponseBase:
    """Who reported: shown on purpose only, to custodians only, and logged."""
    return _identity(request, reference)


@of_case(Act.READ)
def _identity(request: VaultRequest, case: Case) -> HttpResponse:
    if not Grant.objects.filter(case=case, person=request.user, purpose=GrantPurpose.IDENTITY).exists():
        raise PermissionDenied
    context: dict[str, object] = {"case": case, "asked": request.method == "POST"}
    if request.method == "POST":
        try:
            context["who"] = read_identity(case=case, vault=request.vault)
        except NotGranted as error:
            raise PermissionDenied from error
    return render(request, "reporting/vault/identity.html", context)


def _outside(case: Case) -> list[Person]:
    """Members of the body who may read the case today and lack a key of it, or of one that was merged into it."""
    family = [case.pk, *(part.pk for part in parts_of(case))]
    keys = Grant.objects.live().filter(case__in=family, epoch=F("case__epoch"), purpose=GrantPurpose.CASE)
    has = Counter(keys.values_list("person", flat=True))
    return [person for person in free_handlers(case.body, tokens=walls_of(case)) if has[person.pk] < len(family)]
