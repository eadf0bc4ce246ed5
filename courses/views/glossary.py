"""Glossaries: words that are always said in the same way."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.localizers import keep_term, remove_term
from courses.forms.localizing import TermForm
from courses.localizing_rules import TRANSLATORS
from courses.models import GlossaryTerm
from courses.rules import is_curator
from courses.views.localizers import demand
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@require_safe
def terms(request: PersonRequest) -> HttpResponse:
    """All glossaries, to look something up."""
    rows = GlossaryTerm.objects.select_related("organisation").prefetch_related("translations")
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = rows.filter(Q(term__icontains=words) | Q(translations__text__icontains=words)).distinct()
    keeps: set[int | None] = set(_organisations(request).values_list("pk", flat=True))
    keeps |= {None} if is_curator(request.user) else set()
    context = {"page": page_of(rows, request), "words": words, "may_add": bool(keeps), "keeps": keeps}
    return render(request, "courses/localizing/glossary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_term(request: PersonRequest) -> HttpResponse:
    """Add a term to a glossary."""
    if not _may_add(request):
        demand(request, "courses.keep_glossary", None)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a term and how it is said."""
    shown = get_object_or_404(GlossaryTerm.objects.select_related("organisation"), pk=pk)
    demand(request, "courses.keep_glossary", shown.organisation)
    return _edit(request, shown)


@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a term out."""
    shown = get_object_or_404(GlossaryTerm.objects.select_related("organisation"), pk=pk)
    demand(request, "courses.keep_glossary", shown.organisation)
    remove_term(actor=request.user, term=shown)
    messages.success(request, _("Removed."))
    return redirect("courses:glossary")


def _edit(request: PersonRequest, shown: GlossaryTerm | None) -> HttpResponse:
    form = TermForm(
        request.POST if request.method == "POST" else None,
        organisations=_organisations(request),
        everybody=is_curator(request.user),
        term=shown,
    )
    if form.is_valid() and act(form, keep_term, actor=request.user, term=shown, **form.wanted()) is not None:
        messages.success(request, _("Saved."))
        return redirect("courses:glossary")
    context = {"form": form, "term": shown, "languages": languages.known()}
    return render(request, "courses/localizing/term.html", context, status=422 if form.errors else 200)


def _organisations(request: PersonRequest) -> Any:
    if is_curator(request.user):
        return Organisation.objects.active().order_by("name")
    return Organisation.objects.where_member(request.user, *TRANSLATORS).order_by("name")


def _may_add(request: PersonRequest) -> bool:
    return bool(is_curator(request.user)) or _organisations(request).exists()
