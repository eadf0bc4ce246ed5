"""Help for everybody, and the pages of those who keep the list of it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions.support import check_support_resource, save_support_resource
from ucoc.forms.support import SupportForm, SupportResourceForm, SupportSearch
from ucoc.models import SupportResource
from ucoc.queries.support import by_kind, offered_languages, resources_for
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

CSV_HEADER = ("key", "kind", "name", "url", "email", "phone", "languages", "territories", "checked_on", "review_on")


@login_not_required
@never_cache
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """Who helps, by territory and language; nothing that is chosen here is kept, and nobody has to sign in."""
    here = languages.current().tag
    spoken = offered_languages()
    form = SupportForm(request.GET if request.GET else None, spoken=spoken, initial={"language": here})
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    language, territory = chosen.get("language") or here, chosen.get("territory") or None
    helps = by_kind(resources_for(language, territory))
    context = {"form": form, "groups": helps, "territory": territory, "may_curate": _may(request)}
    return render(request, "ucoc/support/support.html", context)


@never_cache
@require_safe
def support_resources(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """The list with what is to be checked first."""
    _demand(request)
    form = SupportSearch(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = SupportResource.objects.matching(asked.get("q", "")).order_by("review_on", "position", "key")
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if asked.get("overdue"):
        found = found.to_check(today())
    found = found.prefetch_related("territories")
    if request.GET.get("format") == "csv":
        return csv_response("support.csv", CSV_HEADER, _rows(found))
    context = {"form": form, "page": page_of(found, request), "today": today(), "filtered": any(asked.values())}
    return render(request, "ucoc/support/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_support_resource(request: PersonRequest) -> HttpResponse:
    """A new resource; it is shown as not checked yet."""
    _demand(request)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_support_resource(request: PersonRequest, key: str) -> HttpResponse:
    """Change a resource in all languages at once."""
    _demand(request)
    return _edit(request, get_object_or_404(SupportResource, key=key))


@require_POST
def check_support_resource_now(request: PersonRequest, key: str) -> HttpResponse:
    """Somebody looked, and it is right."""
    _demand(request)
    check_support_resource(actor=request.user, resource=get_object_or_404(SupportResource, key=key))
    messages.success(request, _("Noted as checked today."))
    return redirect("ucoc:support_resources")


def _edit(request: PersonRequest, resource: SupportResource | None) -> HttpResponse:
    form = SupportResourceForm(request.POST or None, instance=resource)
    if form.is_valid():
        saved = act(form, save_support_resource, actor=request.user, resource=resource, **form.cleaned_data)
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("ucoc:support_resources")
    context: dict[str, Any] = {"form": form, "resource": resource}
    return render(request, "ucoc/support/edit.html", context, status=400 if form.errors else 200)


def _rows(found: Iterable[SupportResource]) -> Iterable[list[object]]:
    return (
        [
            each.key,
            each.kind,
            each.name,
            each.url,
            each.email,
            each.phone,
            " ".join(each.languages),
            " ".join(sorted(territory.code for territory in each.territories.all())),
            each.checked_on or "",
            each.review_on,
        ]
        for each in found
    )


def _may(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ucoc.curate_support"))


def _demand(request: PersonRequest) -> None:
    if not _may(request):
        raise PermissionDenied
