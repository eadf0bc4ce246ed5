"""Fetching a case for a page, and opening it with the vault of the request."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from reporting.actions.cases.guards import CaseRefused
from reporting.actions.inlets import take_in
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import OpenCase, unlock_case
from reporting.errors import NotGranted, Tampered
from reporting.models import Case
from reporting.policy import Act, Reach
from reporting.queries.around import with_surroundings
from reporting.queries.families import parts_of, unread_post
from reporting.sessions import vault_of
from wikilearn.people.http import PersonRequest

View = Callable[..., HttpResponseBase]


def of_case(act: Act) -> Callable[[View], View]:
    """Give the view the case of a reference: 404 if it does not exist for the person, 403 if they may only see it.

    The act stands on the view as `act`, for tests that go through all addresses.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, case_or_404(request, reference, act), *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return never_cache(guarded)

    return guard


def case_or_404(request: PersonRequest, reference: str, act: Act) -> Case:
    """See `of_case`. What may be read may be seen, so most requests ask the policy once; `case.reads` keeps it."""
    reach, wanted = Reach(request.user), Act.READ if act == Act.SEE else act
    case = _found(reach, reference, wanted, page=act == Act.SEE)
    if case is not None:
        case.reads = wanted != Act.TRIAGE
        return case
    case = _found(reach, reference, Act.SEE, page=act == Act.SEE)
    if case is None:
        raise Http404
    if act != Act.SEE:
        raise PermissionDenied
    case.reads = False
    return case


def _found(reach: Reach, reference: str, act: Act, *, page: bool) -> Case | None:
    joined = Exists(Case.objects.filter(merged_into=OuterRef("pk")))
    cases = with_surroundings(reach.cases(act)) if page else reach.cases(act)
    found = cases.annotate(joined=joined, inlet_waits=unread_post()).filter(reference=reference)
    return found.select_related("body", "wiki", "assignee").first()


def opened(request: PersonRequest, case: Case) -> OpenCase | None:
    """The open case, None while the vault is locked. A key that is due to be changed is changed now."""
    vault = vault_of(request)
    if vault is None:
        return None
    try:
        open_case = unlock_case(case=case, vault=vault)
        if getattr(case, "inlet_waits", False):
            case.news = take_in(open_case=open_case)
            case.inlet_waits = False  # type: ignore[attr-defined]
        if not case.rekey_due:
            return open_case
        rotate_case(actor=request.user, open_case=open_case)
        Case.objects.filter(pk=case.pk).update(rekey_due=False)
        case.refresh_from_db(fields=["epoch", "rekey_due"])
        return unlock_case(case=case, vault=vault)
    except NotGranted as error:
        raise Http404 from error


def open_parts(request: PersonRequest, case: Case) -> list[OpenCase]:
    """The cases that were merged into this one, open; the vault is open. Raises `CaseRefused` without a key of one."""
    return _each_open(request, parts_of(case))


def open_where_possible(request: PersonRequest, case: Case) -> list[OpenCase]:
    """Those of the cases merged into this one that open for the person; one that does not keeps nothing else closed."""
    found = []
    for part in parts_of(case) if getattr(case, "joined", True) else []:
        with suppress(Http404, Tampered):
            found.append(opened(request, part))
    return [part for part in found if part is not None]


def open_family(request: PersonRequest, case: Case) -> list[OpenCase]:
    """The case itself too; as above."""
    return _each_open(request, [case, *parts_of(case)])


def _each_open(request: PersonRequest, cases: list[Case]) -> list[OpenCase]:
    try:
        return [found for case in cases if (found := opened(request, case)) is not None]
    except Http404 as error:
        raise CaseRefused(
            _("You have no key of a report that was merged into this case. A colleague can let you in.")
        ) from error


def came_in(form: Form, *opened_cases: OpenCase) -> bool:
    """Whether something came in with this very request that nobody can have read yet; then the form says so."""
    if not any(each.case.news for each in opened_cases):
        return False
    form.add_error(None, _("Something new came in. Please read it first."))
    return True


def locked(form: Form) -> None:
    """Say in the form that the vault has locked meanwhile; what was typed stays."""
    form.add_error(None, _("Your vault is locked. Unlock it in another tab, then send this again."))
