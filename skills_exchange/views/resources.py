"""The library, and one search over everything."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.views.readers import chain_of
from skills_exchange.actions.resources import (
    add_resource,
    change_resource,
    check_resource,
    mark_resource,
    may_change,
    show_resource,
)
from skills_exchange.enums_help import MarkKind
from skills_exchange.forms.resources import HideForm, MarkForm, ResourceForm, ResourceSearch
from skills_exchange.models import Resource, ResourceMark, Skill
from skills_exchange.queries.everything import search_everything
from skills_exchange.queries.resources import ResourceWish, find_resources, resources_in_order
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

CSV_HEADER = (
    "title",
    "kind",
    "language",
    "address",
    "licence",
    "skills",
    "helped",
    "out_of_date",
    "checked_on",
    "link",
)


@login_not_required
@require_safe
def search_all(request: HttpRequest) -> HttpResponse:
    """Courses, resources, answers, skills and people that fit the words."""
    words = request.GET.get("q", "").strip()[:100]
    sections = search_everything(words, reader=request.user, chain=chain_of(request)) if words else []
    return render(request, "skills_exchange/resources/search.html", {"words": words, "sections": sections})


@login_not_required
@require_safe
def resources(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The library with words and filters."""
    form = ResourceSearch(request.GET)
    form.is_valid()
    wish = ResourceWish(
        **{name: value for name, value in form.cleaned_data.items() if value},
        broken="broken" in request.GET and _curates(request),
    )
    found = find_resources(wish, chain=chain_of(request))
    if request.GET.get("format") == "csv":
        return csv_response("resources.csv", CSV_HEADER, map(_row, resources_in_order(found.ids)))
    page = page_of(found.ids, request)
    context = {
        "form": form,
        "page": page,
        "rows": resources_in_order(list(page.object_list)),
        "approximate": found.approximate,
        "filtered": wish != ResourceWish(),
        "may_curate": _curates(request),
        "broken": wish.broken,
    }
    return render(request, "skills_exchange/resources/resources.html", context)


@login_not_required
@require_safe
def resource(request: HttpRequest, uid: str) -> HttpResponse:
    """One entry, and what readers say of it."""
    row = _resource_or_404(request, uid)
    mine = None
    if request.user.is_authenticated:
        mine = ResourceMark.objects.filter(resource=row, person=request.user).values_list("kind", flat=True).first()
    context = {
        "resource": row,
        "mine": mine,
        "marks": MarkKind.choices,
        "may_change": request.user.is_authenticated and may_change(request.user, row),
        "may_curate": _curates(request),
    }
    return render(request, "skills_exchange/resources/resource.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_add(request: PersonRequest) -> HttpResponse:
    """Put something into the library."""
    asked = Skill.objects.active().filter(slug__in=request.GET.getlist("skill"))
    form = ResourceForm(request.POST or None, initial={"language": languages.current().tag}, skills=list(asked[:3]))
    if form.is_valid():
        row = act(form, add_resource, actor=request.user, **form.said)
        if row is not None:
            messages.success(request, _("Thank you. It is in the library now."))
            return redirect(row)
    return render(request, "skills_exchange/resources/edit.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request: PersonRequest, uid: str) -> HttpResponse:
    """Mend an entry."""
    row = _changeable_or_404(request, uid)
    form = ResourceForm(request.POST or None, instance=row, skills=list(row.skills.all()))
    if form.is_valid():
        fresh = Resource.objects.get(pk=row.pk)
        saved = act(form, change_resource, actor=request.user, resource=fresh, **form.said)
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect(saved)
    context = {"form": form, "resource": row}
    return render(request, "skills_exchange/resources/edit.html", context, status=400 if form.errors else 200)


@require_POST
def resource_mark(request: PersonRequest, uid: str) -> HttpResponse:
    """Say what it is worth, or take that back."""
    row = _resource_or_404(request, uid)
    form = MarkForm(request.POST)
    if form.is_valid():
        mark_resource(actor=request.user, resource=row, kind=form.cleaned_data["kind"] or None)
        messages.success(request, _("Thank you.") if form.cleaned_data["kind"] else _("Taken back."))
    return redirect(row)


@require_POST
def resource_check(request: PersonRequest, uid: str) -> HttpResponse:
    """A curator looked, and it is right."""
    row = _resource_or_404(request, uid)
    check_resource(actor=request.user, resource=row)
    messages.success(request, _("Noted as checked today."))
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
def resource_hide(request: PersonRequest, uid: str) -> HttpResponse:
    """Take it out of the library, or put it back."""
    row = _changeable_or_404(request, uid)
    if not row.shown:
        if request.method == "POST":
            show_resource(actor=request.user, resource=row, shown=True)
            messages.success(request, _("It is in the library again."))
        return redirect(row)
    form = HideForm(request.POST or None)
    if form.is_valid():
        show_resource(actor=request.user, resource=row, shown=False, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is no longer in the library."))
        return redirect("skills_exchange:resources")
    return render(request, "skills_exchange/resources/hide.html", {"form": form, "resource": row})


def _resource_or_404(request: HttpRequest, uid: str) -> Resource:
    rows = Resource.objects.select_related("course").prefetch_related("skills")
    row = get_object_or_404(rows, uid=uid)
    if not row.shown and not (request.user.is_authenticated and may_change(request.user, row)):
        raise Http404
    return row


def _changeable_or_404(request: PersonRequest, uid: str) -> Resource:
    row = _resource_or_404(request, uid)
    if not may_change(request.user, row):
        raise PermissionDenied
    return row


def _curates(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("skills_exchange.curate_resources"))


def _row(row: Resource) -> list[object]:
    return [
        row.title,
        row.kind,
        row.language,
        row.address,
        row.licence,
        ", ".join(skill.slug for skill in row.skills.all()),
        row.useful,
        row.outdated,
        row.checked_on or "",
        row.link_state if row.url else "",
    ]
