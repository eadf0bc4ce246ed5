"""Merging cases, and the page of a case that was merged: its own thread, and writing to its own reporter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from reporting.actions.cases.merging import merge_cases, write_to_part
from reporting.actions.sealing import OpenCase
from reporting.forms.cases import PartMessageForm
from reporting.forms.merging import MergeForm
from reporting.models import Case
from reporting.policy import Act, cases_for
from reporting.queries.cases import like_this
from reporting.queries.families import parts_of, root_of
from reporting.states import CaseState
from reporting.views.cases.case import case_page
from reporting.views.cases.opening import locked, of_case, open_family, open_parts, opened
from reporting.views.vault import VaultRequest, step_up_required
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

MOST = 200


@of_case(Act.WORK)
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: VaultRequest, case: Case) -> HttpResponse:
    """Choose the case in which this one goes on."""
    mine = cases_for(request.user, Act.WORK).filter(body=case.body).exclude(pk=case.pk).select_related("wiki", "body")
    alike = frozenset(other.pk for other in like_this(case, mine))
    cases = sorted(mine.order_by("-created_at")[:MOST], key=lambda other: other.pk not in alike)
    form = MergeForm(request.POST or None, cases=cases, alike=alike, initial={"other": request.GET.get("other", "")})
    if form.is_valid():
        into, joining = opened(request, form.cleaned_data["other"]), opened(request, case)
        if into is None or joining is None:
            locked(form)
        else:
            parts = open_parts(request, into.case)
            done = act(form, merge_cases, actor=request.user, joining=joining, into=into, parts=parts)
            if done is not None:
                messages.success(request, _("Merged. Each reporter keeps a dialogue of their own."))
                if done.left_out:
                    text = ngettext(
                        "%(number)d colleague has a new key. Compare it and let them in.",
                        "%(number)d colleagues have new keys. Compare them and let them in.",
                        len(done.left_out),
                    )
                    messages.warning(request, text % {"number": len(done.left_out)})
                return redirect("reporting:case", done.case.reference)
    context = {"case": case, "form": form, "others": bool(cases), "has_parts": bool(parts_of(case))}
    return render(request, "reporting/cases/merge.html", context, status=400 if form.errors else 200)


@of_case(Act.READ)
@require_POST
def part_message(request: PersonRequest, case: Case) -> HttpResponse:
    """Write to the reporter of a case that was merged."""
    if case.state != CaseState.MERGED:
        raise PermissionDenied
    form = PartMessageForm(request.POST, auto_id="message_%s")
    open_case = opened(request, case) if form.is_valid() else None
    if form.is_valid() and open_case is None:
        locked(form)
    elif open_case is not None:
        others = act(form, _others, request=request, case=case)
        if others and act(
            form, write_to_part, actor=request.user, open_case=open_case, others=others, **form.cleaned_data
        ):
            messages.success(request, _("The reporter can read it now."))
            return redirect("reporting:case", case.reference)
    return case_page(request, case, status=400, part_form=form)


def _others(request: PersonRequest, case: Case) -> list[OpenCase]:
    """The case that this one was merged into, and what else was."""
    root = root_of(case)
    return [each for each in open_family(request, root) if each.case.pk != case.pk]
