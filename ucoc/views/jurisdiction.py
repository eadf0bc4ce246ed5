"""The table of responsibility: public to read in every version, changed by two people."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions import jurisdiction as actions
from ucoc.enums import AccusedRole, Conduct, Place, Reach, Severity, TableState
from ucoc.forms.jurisdiction import DraftForm, ProposalForm, ReturnForm, RuleForm
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable
from ucoc.queries.tables import open_version, path_words, preview, problems_of, words
from ucoc.views.guards import needs
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def jurisdiction(request: HttpRequest) -> HttpResponseBase:
    """The version in force, as a table and as a file, with the list of all versions."""
    table = JurisdictionTable.objects.in_force().first()
    if table is None:
        raise Http404
    if request.GET.get("format") == "csv":
        return _as_csv(table)
    return _page(request, table)


@login_not_required
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Any version; drafts and proposals only for those who change the table."""
    return _page(request, _table(request, number))


def _page(request: HttpRequest, table: JurisdictionTable) -> HttpResponse:
    may_change = request.user.has_perm("ucoc.change_jurisdiction")
    in_force = JurisdictionTable.objects.in_force().first()
    versions = JurisdictionTable.objects.all()
    if not may_change:
        versions = versions.filter(state=TableState.APPROVED)
    works = may_change and table.state in (TableState.DRAFT, TableState.PROPOSED)
    problems = problems_of(table) if works else []
    context: dict[str, Any] = {
        "table": table,
        "rows": _rows(table),
        "versions": versions,
        "in_force": in_force,
        "may_change": may_change,
        "open_version": open_version() if may_change else None,
        "problems": problems,
        "changes": _changes(table) if works and not problems else [],
        "shows_changes": works and not problems,
        "may_approve": works and request.user.pk not in (table.proposed_by_id, table.drafted_by_id),
        "proposal_form": ProposalForm(),
        "return_form": ReturnForm(),
    }
    return render(request, "ucoc/jurisdiction/jurisdiction.html", context)


def _rows(table: JurisdictionTable) -> list[dict[str, Any]]:
    rules = table.rules.select_related("body", "fallback").order_by("position")
    return [{"rule": rule, "when": _when(rule)} for rule in rules]


def _when(rule: JurisdictionRule) -> list[str]:
    """What a rule speaks of, one line for each kind of condition."""
    parts: list[tuple[Any, list[str]]] = [
        (Conduct, rule.conducts),
        (Severity, rule.severities),
        (Place, rule.places),
        (AccusedRole, rule.roles),
        (Reach, [rule.reach] if rule.reach else []),
    ]
    return [", ".join(str(choices(value).label) for value in values) for choices, values in parts if values]


def _changes(table: JurisdictionTable) -> list[dict[str, Any]]:
    return [
        {
            "before": path_words(change.before),
            "after": path_words(change.after),
            "count": change.number,
            "example": words(change.example),
        }
        for change in preview(table)
    ]


def _as_csv(table: JurisdictionTable) -> HttpResponseBase:
    header = [
        _("Rule"),
        _("Speaks of"),
        _("Goes to"),
        _("Hours to acknowledge"),
        _("Days to decide"),
        _("If it cannot"),
        _("Reference"),
    ]
    rows = [
        [
            row["rule"].key,
            "; ".join(row["when"]),
            row["rule"].body.name if row["rule"].body else row["rule"].get_kind_display(),
            row["rule"].acknowledge_within,
            row["rule"].decide_within,
            row["rule"].fallback.key if row["rule"].fallback else "",
            row["rule"].reference,
        ]
        for row in _rows(table)
    ]
    return csv_response(f"responsibility-{table.number}.csv", header, rows)


@needs("ucoc.change_jurisdiction")
@form_methods
def draft(request: PersonRequest) -> HttpResponse:
    """Begin the next version."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, actions.draft_table, actor=request.user, summary=form.cleaned_data["summary"])
        if made is not None:
            return redirect(made)
    return render(request, "ucoc/jurisdiction/draft.html", {"form": form}, status=400 if form.errors else 200)


@needs("ucoc.change_jurisdiction")
@form_methods
def rule(request: PersonRequest, number: int, key: str = "") -> HttpResponse:
    """Add a rule to a draft, or change one."""
    table = _table(request, number)
    found = get_object_or_404(table.rules.select_related("fallback", "body"), key=key) if key else None
    form = RuleForm(request.POST or None, table=table, rule=found)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.save_rule, actor=request.user, table=table, rule=found, **form.cleaned_data)
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(table)
    context = {"form": form, "table": table, "rule": found}
    return render(request, "ucoc/jurisdiction/rule.html", context, status=400 if form.errors else 200)


@needs("ucoc.change_jurisdiction")
@require_POST
def change_rule(request: PersonRequest, number: int, key: str) -> HttpResponse:
    """Move a rule up or down, or take it out."""
    table = _table(request, number)
    found = get_object_or_404(table.rules.select_related("table"), key=key)
    if request.POST.get("do") == "remove":
        actions.remove_rule(actor=request.user, rule=found)
    else:
        actions.move_rule(actor=request.user, rule=found, up=request.POST.get("do") == "up")
    return redirect(table)


@needs("ucoc.change_jurisdiction")
@require_POST
def step(request: PersonRequest, number: int) -> HttpResponse:
    """Propose, approve, give back or withdraw a version."""
    table = _table(request, number)
    do = request.POST.get("do")
    if do == "propose":
        form = ProposalForm(request.POST)
        if not form.is_valid():
            return _refused(request, table, form)
        actions.propose_table(actor=request.user, table=table, in_force_from=form.cleaned_data["in_force_from"])
        messages.success(request, _("A second person has to approve this now."))
    elif do == "approve":
        actions.approve_table(actor=request.user, table=table)
        messages.success(request, _("Approved."))
    elif do == "return":
        actions.return_table(actor=request.user, table=table, answer=request.POST.get("answer", "")[:500])
        messages.success(request, _("It is a draft again."))
    else:
        actions.withdraw_table(actor=request.user, table=table)
        messages.success(request, _("Withdrawn."))
        return redirect("ucoc:jurisdiction")
    return redirect(table)


def _refused(request: PersonRequest, table: JurisdictionTable, form: ProposalForm) -> HttpResponse:
    messages.error(request, _("Please give the day from which it should count."))
    return redirect(table)


def _table(request: HttpRequest, number: int) -> JurisdictionTable:
    tables = JurisdictionTable.objects.select_related("drafted_by", "proposed_by", "approved_by")
    if not request.user.has_perm("ucoc.change_jurisdiction"):
        tables = tables.filter(state=TableState.APPROVED)
    return get_object_or_404(tables, number=number)
