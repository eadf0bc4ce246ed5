"""The pages of those who keep the list of skills."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import skill_tree as tree
from skills_exchange.actions import skills as proposals
from skills_exchange.actions.skill_merging import merge_skill as merge
from skills_exchange.enums import SkillStatus
from skills_exchange.forms.curating import (
    EditSkillForm,
    MergeSkillForm,
    MoveSkillForm,
    ProposalAnswerForm,
    ProposalsForm,
)
from skills_exchange.models import Skill, SkillClaim
from skills_exchange.queries.skills import search_names, similar_skills
from wikilearn.audit.models import Event
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
def curate_skills(request: PersonRequest) -> HttpResponseBase:
    """Proposals that wait, the oldest first; and what was declined, retired or merged."""
    _demand(request)
    form = ProposalsForm(request.GET)
    form.is_valid()
    status = form.cleaned_data.get("status") or SkillStatus.PROPOSED
    found = Skill.objects.filter(status=status).select_related("parent", "proposed_by", "merged_into")
    if words := form.cleaned_data.get("q"):
        found = found.filter(pk__in=[hit.skill_id for hit in search_names(words)])
    found = found.order_by(F("created_at").asc() if status == SkillStatus.PROPOSED else F("created_at").desc(), "pk")
    if request.GET.get("format") == "csv":
        header = ["slug", "name", "parent", "status", "created", "merged_into"]
        return csv_response(f"skills-{status}.csv", header, map(_row, found))
    context = {"form": form, "page": page_of(found, request), "status": status}
    return render(request, "skills_exchange/curating/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a proposal into the list or decline it, with what comes near it beside."""
    found = _skill(request, slug)
    form = ProposalAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = proposals.accept_skill if request.POST.get("do") == "accept" else proposals.decline_skill
        if act(form, action, actor=request.user, skill=found, answer=form.cleaned_data["answer"]) is not None:
            messages.success(request, _("Answered. The proposer is told."))
            return redirect("skills_exchange:curate_skills")
    alike = [skill for skill in similar_skills(found.labels.values()) if skill.pk != found.pk]
    return _page(request, "answer", form, skill=found, alike=alike)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Names in all languages, the Wikidata item, the topics."""
    found = _skill(request, slug)
    form = EditSkillForm(request.POST or None, skill=found)
    if form.is_valid():
        saved = act(form, tree.edit_skill, actor=request.user, skill=found, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Saved."))
            return _to(saved)
    return _page(request, "edit", form, skill=found)


@require_http_methods(["GET", "HEAD", "POST"])
def move_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Put a skill somewhere else in the tree."""
    found = _skill(request, slug)
    form = MoveSkillForm(request.POST or None, initial={"parent": found.parent})
    if form.is_valid():
        moved = act(form, tree.move_skill, actor=request.user, skill=found, **form.cleaned_data)
        if moved is not None:
            messages.success(request, _("Moved, with all that belongs to it."))
            return _to(moved)
    return _page(request, "move", form, skill=found)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Merge a skill with another that means the same; says first what will happen."""
    found = _skill(request, slug)
    form = MergeSkillForm(request.POST or None, initial={"into": request.GET.get("into", "")[:80]})
    if form.is_valid():
        into = act(form, merge, actor=request.user, skill=found, into=form.cleaned_data["into"])
        if into is not None:
            messages.success(request, _("Merged. The people who claimed it are told."))
            return redirect(into)
    claims = SkillClaim.objects.filter(skill=found).count()
    parts = Skill.objects.filter(parent=found).exclude(status=SkillStatus.MERGED).count()
    return _page(request, "merge", form, skill=found, claims=claims, parts=parts)


@require_http_methods(["GET", "HEAD", "POST"])
def retire_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a skill out of use, after a question."""
    found = _skill(request, slug)
    if request.method == "POST":
        tree.retire_skill(actor=request.user, skill=found)
        messages.success(request, _("The skill is not in use any more. You can take it into use again."))
        return _to(found)
    claims = SkillClaim.objects.filter(skill=found).count()
    return render(request, "skills_exchange/curating/retire.html", {"skill": found, "claims": claims})


@require_POST
def restore_skill(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a skill into use again."""
    found = _skill(request, slug)
    tree.restore_skill(actor=request.user, skill=found)
    messages.success(request, _("The skill is in use again."))
    return _to(found)


@never_cache
@require_safe
def skill_history(request: PersonRequest, slug: str) -> HttpResponse:
    """What was changed of a skill and when, from the log."""
    found = _skill(request, slug)
    events = Event.objects.filter(target=found.reference).order_by("-id")
    context = {"skill": found, "page": page_of(events, request), "words": _deeds()}
    return render(request, "skills_exchange/curating/history.html", context)


def _deeds() -> dict[str, str]:
    return {
        "skill.proposed": _("Proposed"),
        "skill.accepted": _("Taken into the list"),
        "skill.declined": _("Declined"),
        "skill.edited": _("Names edited"),
        "skill.moved": _("Moved"),
        "skill.retired": _("Retired"),
        "skill.restored": _("Taken into use again"),
        "skill.merged": _("Merged"),
    }


def _page(request: PersonRequest, name: str, form: Any, **context: Any) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, f"skills_exchange/curating/{name}.html", {"form": form, **context}, status=status)


def _skill(request: PersonRequest, slug: str) -> Skill:
    _demand(request)
    return get_object_or_404(Skill.objects.select_related("parent", "proposed_by", "merged_into"), slug=slug)


def _demand(request: PersonRequest) -> None:
    if not request.user.has_perm("skills_exchange.curate_skills"):
        raise PermissionDenied


def _to(skill: Skill) -> HttpResponse:
    return redirect("skills_exchange:skill", skill.slug)


def _row(skill: Skill) -> list[object]:
    parent = skill.parent.slug if skill.parent else ""
    into = skill.merged_into.slug if skill.merged_into else ""
    return [skill.slug, skill.label, parent, skill.status, skill.created_at.isoformat(), into]
