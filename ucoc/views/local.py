"""Reading local codes: the list, a version, what changed, coverage, wikis without one. Open to everybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ucoc.actions.consulting import is_open
from ucoc.enums import LocalState
from ucoc.forms.local import CommentForm, LackingForm, LocalSearch
from ucoc.models import CodeVersion, FollowUp, LocalCode, LocalVersion
from ucoc.queries.coverage import lines_of, must_cover
from ucoc.queries.local import changes_of, read, wikis_lacking
from ucoc.rules import guards_codes, may_read, may_review, may_write
from wikilearn.core import languages
from wikilearn.core.tables import csv_response, page_of


@login_not_required
@require_safe
def local_codes(request: HttpRequest) -> HttpResponseBase:
    """All local codes, by words and state; `?format=csv` as a file."""
    form = LocalSearch(request.GET)
    form.is_valid()
    words, state = form.cleaned_data.get("q", ""), form.cleaned_data.get("state", "")
    versions = LocalVersion.objects.public().order_by("-number").select_related("builds_on")
    found = (
        LocalCode.objects.visible_to(request.user)
        .matching(words)
        .in_state(state)
        .select_related("wiki", "organisation")
        .prefetch_related(
            Prefetch("versions", versions, to_attr="public_versions"),
            Prefetch("follow_ups", FollowUp.objects.filter(done_by=None), to_attr="open_follow_ups"),
        )
        .order_by("slug")
    )
    if request.GET.get("format") == "csv":
        header = ["code", "community", "version", "state", "builds_on", "languages", "decided_on"]
        return csv_response("local-codes.csv", header, (_csv_row(local) for local in found))
    context = {"form": form, "page": page_of(found, request)}
    return render(request, "ucoc/local/list.html", context)


@login_not_required
@require_safe
def local_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The version in force; without one the newest that the reader may see."""
    local = _visible(request, slug)
    versions = _readable(request, local)
    if not versions:
        return render(request, "ucoc/local/none.html", {"local": local})
    version = next((each for each in versions if each.state == LocalState.RATIFIED), versions[0])
    return _reading(request, version)


@login_not_required
@require_safe
def local_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Any version that the reader may see, `?language=` in one of its languages."""
    return _reading(request, version_for(request, slug, number))


@login_not_required
@require_safe
def local_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What differs from `?from=` to `?to=`; the last two versions without them."""
    local = _visible(request, slug)
    versions = _readable(request, local)
    by_number = {str(version.number): version for version in versions}
    after = by_number.get(request.GET.get("to", ""), versions[0] if versions else None)
    earlier = [version for version in versions if after and version.number < after.number]
    before = by_number.get(request.GET.get("from", ""), earlier[0] if earlier else None)
    changes = changes_of(before, after) if before and after and before != after else []
    context = {"local": local, "versions": versions, "before": before, "after": after, "changes": changes}
    return render(request, "ucoc/local/compare.html", context)


@login_not_required
@require_safe
def local_coverage(request: HttpRequest) -> HttpResponseBase:
    """Which clauses of the universal code in force each ratified local code covers."""
    in_force = CodeVersion.objects.in_force()
    clauses = list(must_cover(in_force)) if in_force else []
    codes = LocalCode.objects.visible_to(request.user)
    versions = (
        LocalVersion.objects.ratified()
        .filter(local__in=codes)
        .select_related("local__wiki", "local__organisation", "builds_on")
        .order_by("local__slug")
    )
    if request.GET.get("format") == "csv":
        header = ["code", "builds_on", *(clause.number for clause in clauses)]
        lines = lines_of(versions, clauses)
        rows = ([line.version.local.slug, line.version.builds_on.number, *map(int, line.cells)] for line in lines)
        return csv_response("coverage-of-local-codes.csv", header, rows)
    page = page_of(versions, request, size=50)
    context = {"page": page, "lines": lines_of(page, clauses), "clauses": clauses, "in_force": in_force}
    return render(request, "ucoc/local/coverage.html", context)


@login_not_required
@require_safe
def wikis_without(request: HttpRequest) -> HttpResponseBase:
    """Open wikis that lack a code of their own, a local body, or both (`?lacks=`)."""
    form = LackingForm(request.GET)
    form.is_valid()
    found = wikis_lacking(form.cleaned_data.get("lacks", ""), form.cleaned_data.get("q", ""))
    if request.GET.get("format") == "csv":
        header = ["wiki", "name", "language", "has_local_code", "has_local_body"]
        rows = found.values_list("dbname", "name", "language", "has_code", "has_local_body").iterator()  # type: ignore[misc]
        return csv_response("wikis-that-lack.csv", header, rows)
    return render(request, "ucoc/local/without.html", {"form": form, "page": page_of(found, request, size=50)})


def version_for(request: HttpRequest, slug: str, number: int) -> LocalVersion:
    """The version, or 404 for whoever may not know of it."""
    local = _visible(request, slug)
    version = get_object_or_404(
        local.versions.select_related("local__wiki", "local__organisation", "builds_on"), number=number
    )
    if not may_read(request.user, version):
        raise Http404
    return version


def _readable(request: HttpRequest, local: LocalCode) -> list[LocalVersion]:
    """The versions that the reader may see, the newest first."""
    rows = local.versions.select_related("local__wiki", "local__organisation", "builds_on").order_by("-number")
    return list(rows if may_write(request.user, local) else rows.public())


def _visible(request: HttpRequest, slug: str) -> LocalCode:
    codes = LocalCode.objects.visible_to(request.user).select_related("wiki", "organisation")
    return get_object_or_404(codes, slug=slug)


def _reading(request: HttpRequest, version: LocalVersion) -> HttpResponse:
    wished = request.GET.get("language", "")
    spoken = request.user.languages if request.user.is_authenticated else []
    reading = read(version, [wished] if wished in version.languages else [languages.current().tag, *spoken])
    choices = [
        (clause.key, f"{part.clause.number} {said.text.heading}")
        for part in reading.parts
        for clause, said, _have in part.local
        if said
    ]
    context: dict[str, Any] = {
        "local": version.local,
        "version": version,
        "reading": reading,
        "versions": _readable(request, version.local),
        "events": version.local.events.select_related("version")[:10],
        "follow_ups": version.local.follow_ups.filter(done_by=None).select_related("version"),
        "may_write": bool(may_write(request.user, version)),
        "may_review": bool(may_review(request.user, version)),
        "guards": bool(guards_codes(request.user)),
        "is_open": is_open(version),
        "may_follow": _may_follow(request, version),
        "comment_form": CommentForm(clauses=choices),
        "comments": page_of(
            version.comments.select_related("author", "answered_by", "clause").order_by("at", "pk"),
            request,
            parameter="comments",
        ),
    }
    return render(request, "ucoc/local/version.html", context)


def _may_follow(request: HttpRequest, version: LocalVersion) -> bool | None:
    """Whether the reader may ask to hear of comments; None if they may not."""
    if version.state != LocalState.CONSULTATION or not request.user.is_authenticated:
        return None
    return not version.followers.filter(person=request.user).exists()


def _csv_row(local: LocalCode) -> list[object]:
    versions: list[LocalVersion] = getattr(local, "public_versions", [])
    shown = next((each for each in versions if each.state == LocalState.RATIFIED), versions[0] if versions else None)
    if shown is None:
        return [local.slug, local.community_name, "", "", "", "", ""]
    return [
        local.slug,
        local.community_name,
        shown.number,
        shown.state,
        shown.builds_on.number,
        " ".join(shown.languages),
        shown.decided_on or "",
    ]
