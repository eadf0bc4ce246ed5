"""The start page of the exchange, the list of skills, a skill, and proposing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from skills_exchange.actions import skills as actions
from skills_exchange.enums import SkillStatus
from skills_exchange.forms.skills import ProposeSkillForm
from skills_exchange.models import Skill
from skills_exchange.queries import skills as queries
from skills_exchange.queries.skill_pages import about_skill, tree, tree_rows
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response
from wikilearn.people.http import PersonRequest

LONGEST = 100
SUGGESTED = 12


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the exchange is, where to look, and one's own things."""
    return render(request, "skills_exchange/skills/index.html", {"categories": queries.categories()})


@login_not_required
@require_safe
def skills(request: HttpRequest) -> HttpResponseBase:
    """The list of skills by category, or those that words mean; as CSV too."""
    words = _words(request)
    if request.GET.get("format") == "csv":
        return csv_response("skills.csv", *tree_rows())
    found = queries.find_skills(words, languages.current().tag, limit=30) if words else None
    context = {
        "words": words,
        "found": found,
        "tree": tree() if found is None else [],
        "may_curate": request.user.has_perm("skills_exchange.curate_skills"),
    }
    return render(request, "skills_exchange/skills/skills.html", context)


@login_not_required
@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def find_skills(request: HttpRequest) -> JsonResponse:
    """Suggestions for the box in which a skill is chosen: `{"skills": [{"slug", "label", "within"}]}`."""
    found = queries.find_skills(_words(request), languages.current().tag, limit=SUGGESTED)
    within = queries.parents_of(found)
    told = [{"slug": each.slug, "label": each.label, "within": within.get(each.parent_id, "")} for each in found]
    return JsonResponse({"skills": told})


@login_not_required
@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """What a skill is, what belongs to it, who shares it and who teaches it; a merged one leads to its target."""
    visible = Skill.objects.visible_to(request.user).select_related("parent", "merged_into")
    found = get_object_or_404(visible, slug=slug)
    may_curate = request.user.has_perm("skills_exchange.curate_skills")
    if found.merged_into is not None and not (may_curate and "stay" in request.GET):
        return redirect(queries.nearest_in_use(found) or found.merged_into, permanent=False)
    context = {"skill": found, "about": about_skill(found, request.user), "may_curate": may_curate}
    return render(request, "skills_exchange/skills/skill.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_skill(request: PersonRequest) -> HttpResponse:
    """Propose a skill; what comes near is shown first."""
    form = ProposeSkillForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        made = act(form, actions.propose_skill, actor=request.user, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("Thank you. The curators of skills will answer, and you will be told."))
            return redirect(made)
    name = form.data.get("name", "") if form.errors else ""
    alike = queries.similar_skills([name[:120]]) if name else []
    if not alike:
        del form.fields["none_of_these"]
    context = {"form": form, "alike": alike, "mine": _mine(request)}
    status = 400 if form.errors else 200
    return render(request, "skills_exchange/skills/propose.html", context, status=status)


def _mine(request: PersonRequest) -> Any:
    return (
        Skill.objects.filter(proposed_by=request.user).exclude(status=SkillStatus.ACTIVE).order_by("-created_at")[:10]
    )


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"name": request.GET.get("name", "")[:120], "parent": request.GET.get("parent", "")[:80]}


def _words(request: HttpRequest) -> str:
    words = request.GET.get("q", "").strip()[:LONGEST]
    return "" if "\x00" in words else words
