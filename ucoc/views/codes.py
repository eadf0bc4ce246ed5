"""The universal code: reading it, linking to a clause, comparing versions. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ucoc.models import Clause, CodeVersion
from ucoc.queries.codes import changes_between, parts_of


@login_not_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """The version in force."""
    return _reading(request, CodeVersion.objects.in_force())


@login_not_required
@require_safe
def version(request: HttpRequest, version: str) -> HttpResponse:
    """Any version, earlier ones and announced ones too."""
    return _reading(request, get_object_or_404(CodeVersion.objects.universal().select_related("code"), number=version))


@login_not_required
@require_safe
def clause(request: HttpRequest, version: str, number: str) -> HttpResponse:
    """One clause of a version, as a link says it."""
    found = get_object_or_404(
        Clause.objects.filter(version__code__key="universal").select_related("version__code"),
        version__number=version,
        number=number,
    )
    context = {"clause": found, "version": found.version, "in_force": CodeVersion.objects.in_force()}
    return render(request, "ucoc/codes/clause.html", context)


@login_not_required
@require_safe
def compare_versions(request: HttpRequest) -> HttpResponse:
    """What differs from `?from=` to `?to=`: without them, from the version before to the one in force."""
    versions = list(CodeVersion.objects.universal().select_related("code"))
    by_number = {version.number: version for version in versions}
    newest = versions[0] if versions else None
    after = by_number.get(request.GET.get("to", ""), newest)
    earlier = [version for version in versions if after and version.in_force_from < after.in_force_from]
    before = by_number.get(request.GET.get("from", ""), earlier[0] if earlier else None)
    changes = changes_between(before, after) if before and after and before != after else []
    context = {"versions": versions, "before": before, "after": after, "changes": changes}
    return render(request, "ucoc/codes/compare.html", context)


def _reading(request: HttpRequest, found: CodeVersion | None) -> HttpResponse:
    if found is None:
        raise Http404
    versions = list(CodeVersion.objects.universal())
    in_force = CodeVersion.objects.in_force()
    context = {"version": found, "parts": parts_of(found), "versions": versions, "in_force": in_force}
    return render(request, "ucoc/codes/code.html", context)
