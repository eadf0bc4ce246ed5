"""Side by side: the texts of a module, one text with all that is known of it, and the reviewer's queue."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.localizing import (
    approve_passing,
    comment_translation,
    reject_translation,
    resolve_comments,
    review_translation,
)
from courses.actions.translating import confirm_translation, save_translation
from courses.errors import NotYours
from courses.forms.localizing import QueueForm
from courses.models import Localization, Module, ModuleLocalization, Segment, TranslationComment
from courses.queries.localizing import history_of, queue_of, queued
from courses.queries.side_by_side import (
    SHOWN,
    courses_reviewed,
    memory_of,
    row_of,
    rows_of,
    segments_shown,
)
from courses.views.localizers import localization_or_404, may
from wikilearn.core.errors import DomainError
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def module(request: PersonRequest, slug: str, language: str, module_key: str = "") -> HttpResponse:
    """A module side by side; without JavaScript the whole page is one form."""
    localization = localization_or_404(request, slug, language)
    shown = get_object_or_404(Module, course=localization.course, key=module_key) if module_key else None
    _demand_work(request, localization)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    page = page_of(segments_shown(localization, shown.pk if shown else None, show), request, size=SIZE)
    segments = list(page.object_list)
    came_back: dict[int, dict[str, Any]] = {}
    if request.method == "POST":
        posted = _posted_segments(request, localization, shown)
        saved, came_back = _perform_all(request, localization, posted)
        bulk = request.POST.get("do", "") == "approve_all"
        if bulk:
            _approve(request, localization, module=shown)
        if not came_back:
            if saved and not bulk:
                message = ngettext("%(number)d text saved.", "%(number)d texts saved.", saved)
                messages.success(request, message % {"number": saved})
            return redirect(request.get_full_path())
        segments = list(dict.fromkeys([*(row for row in posted if row.pk in came_back), *segments]))
    rows = rows_of(localization, segments)
    for row in rows:
        for name, value in came_back.get(row.segment.pk, {}).items():
            setattr(row, name, value)
    context = {
        "course": localization.course,
        "localization": localization,
        "module": shown,
        "title": _title(localization, shown),
        "rows": rows,
        "page": page,
        "show": show,
        "filters": _filters(),
        "counters": _counters(localization, shown),
        "may": may(request, localization),
    }
    return render(request, "courses/localizing/module.html", context, status=422 if came_back else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: PersonRequest, slug: str, language: str, pk: int) -> HttpResponse:
    """One text with its memory, comments and history; for htmx its row alone."""
    localization = localization_or_404(request, slug, language)
    shown = get_object_or_404(_segments(localization), pk=pk)
    _demand_work(request, localization)
    came_back: dict[str, Any] = {}
    if request.method == "POST":
        saved, returned = _perform_all(request, localization, [shown])
        came_back = returned.get(pk, {})
        if not came_back and not request.headers.get("HX-Request"):
            return redirect(request.get_full_path())
        if saved and not came_back:
            came_back = {"saved": _("Saved.")}
    row = row_of(localization, shown, **came_back)
    context = {
        "course": localization.course,
        "localization": localization,
        "row": row,
        "may": may(request, localization),
    }
    if request.headers.get("HX-Request"):
        return render(request, "courses/localizing/_row.html", context)
    context |= {
        "memory": memory_of(shown, language),
        "comments": TranslationComment.objects.filter(segment=shown, language=language).select_related("author"),
        "history": page_of(history_of(shown, language), request),
    }
    return render(request, "courses/localizing/segment.html", context, status=422 if row.error else 200)


@require_safe
def memory(request: PersonRequest, slug: str, language: str, pk: int) -> HttpResponse:
    """What was said for similar texts, as a part of the row."""
    localization = localization_or_404(request, slug, language)
    shown = get_object_or_404(_segments(localization), pk=pk)
    _demand_work(request, localization)
    context = {"memory": memory_of(shown, language), "localization": localization, "segment": shown}
    return render(request, "courses/localizing/_memory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: PersonRequest) -> HttpResponse:
    """What waits for the person's review, oldest first; many at once, or one by one."""
    allowed = Localization.objects.reviewable_by(request.user)
    form = QueueForm(request.GET)
    valid = form.is_valid()
    said = form.cleaned_data if valid else {}
    if request.method == "POST":
        _approve_selected(request)
        return redirect(request.get_full_path())
    slug = said.get("course")
    course = courses_reviewed(allowed).filter(slug=slug).first() if slug else None
    wanted: dict[str, Any] = {"language": said.get("language") or "", "course": course}
    ids: Any = queue_of(request.user, state=said.get("state") or "translated", **wanted)
    page: Any = page_of(ids, request)
    context = {"form": form, "page": page, "rows": queued(page.object_list)}
    return render(request, "courses/localizing/queue.html", context)


def _segments(localization: Localization) -> Any:
    return localization.course.segments.to_translate().select_related("course", "lesson", "block", "question", "module")


def _demand_work(request: PersonRequest, localization: Localization) -> None:
    if not (
        request.user.has_perm("courses.translate_localization", localization)
        or request.user.has_perm("courses.review_localization", localization)
    ):
        raise PermissionDenied


def _posted_segments(request: PersonRequest, localization: Localization, shown: Module | None) -> list[Segment]:
    """The segments that the form holds, of this module only."""
    ids = [int(name[5:]) for name in request.POST if name.startswith("text-") and name[5:].isdigit()]
    return list(_segments(localization).filter(module=shown, pk__in=ids[: 2 * SIZE]).order_by("order", "pk"))


def _perform_all(
    request: PersonRequest, localization: Localization, segments: Sequence[Segment]
) -> tuple[int, dict[int, dict[str, Any]]]:
    """Save what was typed and do what was pressed; gives how many were saved, and what comes back to the form."""
    do, _colon, rest = request.POST.get("do", "").partition(":")
    pressed, _colon, chosen = rest.partition(":")
    saved, came_back = 0, {}
    for each in segments:
        text = request.POST.get(f"text-{each.pk}")
        here = do if pressed == str(each.pk) else ""
        try:
            saved += _perform(request, localization, each, here, text, chosen)
        except DomainError as error:
            typed = text if here in ("", "save", "draft") else None
            came_back[each.pk] = {"typed": typed, "error": str(error)}
    return saved, came_back


def _perform(
    request: PersonRequest, localization: Localization, segment: Segment, do: str, text: str | None, chosen: str
) -> int:
    who: dict[str, Any] = {"actor": request.user, "segment": segment, "language": localization.language}
    seen, comment = request.POST.get(f"seen-{segment.pk}", ""), request.POST.get(f"comment-{segment.pk}", "")
    if do == "approve":
        review_translation(**who, seen=seen)
    elif do == "reject":
        reject_translation(**who, seen=seen, comment=comment)
    elif do == "confirm":
        confirm_translation(**who, seen=seen)
    elif do == "comment":
        comment_translation(**who, text=comment)
    elif do == "resolve":
        resolve_comments(**who)
    elif do == "copy":
        save_translation(**who, text=segment.source_text, seen=seen, draft=True)
    elif do == "use" and chosen.isdigit():
        found = memory_of(segment, localization.language)[: int(chosen) + 1]
        save_translation(**who, text=found[int(chosen)].text if len(found) > int(chosen) else "", seen=seen, draft=True)
    elif text is None or (not do and _unchanged(segment, localization.language, text)):
        return 0
    else:
        save_translation(**who, text=text, seen=seen, draft=do == "draft")
    return 1


def _unchanged(segment: Segment, language: str, text: str) -> bool:
    """Nothing was typed into this field of the whole form."""
    said = segment.translations.filter(language=language).values_list("text", flat=True).first() or ""
    return said == text.replace("\r\n", "\n").strip()


def _approve(request: PersonRequest, localization: Localization, **which: Any) -> None:
    reviewed, held = approve_passing(
        actor=request.user, course=localization.course, language=localization.language, **which
    )
    message = ngettext("%(number)d text marked as reviewed.", "%(number)d texts marked as reviewed.", reviewed)
    messages.success(request, message % {"number": reviewed})
    if held:
        message = ngettext(
            "%(number)d text is held back: a check finds a problem, or you wrote it yourself.",
            "%(number)d texts are held back: a check finds a problem, or you wrote them yourself.",
            held,
        )
        messages.warning(request, message % {"number": held})


def _approve_selected(request: PersonRequest) -> None:
    """Approve the chosen texts of the queue that pass, or reject them with one comment, language by language."""
    ids = [int(value) for value in request.POST.getlist("translation") if value.isdigit()][:100]
    if not ids:
        messages.warning(request, _("Choose at least one text."))
    by_localization: dict[tuple[int, str], list[Any]] = {}
    for row in queued(ids):
        by_localization.setdefault((row.segment.course_id, row.language), []).append(row)
    for (course_id, language), rows in by_localization.items():
        localization = Localization.objects.select_related("course").get(course=course_id, language=language)
        try:
            if request.POST.get("do") == "reject":
                for row in rows:
                    reject_translation(
                        actor=request.user,
                        segment=row.segment,
                        language=language,
                        comment=request.POST.get("comment", ""),
                    )
                message = ngettext("%(number)d text sent back.", "%(number)d texts sent back.", len(rows))
                messages.success(request, message % {"number": len(rows)})
            else:
                _approve(request, localization, segments=[row.segment_id for row in rows])
        except NotYours as error:
            raise Http404 from error
        except DomainError as error:
            messages.error(request, str(error))


def _title(localization: Localization, module: Module | None) -> str:
    if module is None:
        return str(_("Texts of the course itself"))
    key = f"module/{module.key}/title"
    said = localization.course.segments.filter(key=key).values_list("source_text", flat=True).first()
    return said or module.key


def _counters(localization: Localization, module: Module | None) -> Any:
    rows = ModuleLocalization.objects.filter(course=localization.course, language=localization.language, module=module)
    return rows.first()


def _filters() -> list[tuple[str, str]]:
    labels = {
        "all": _("All"),
        "untranslated": _("Untranslated"),
        "waiting": _("Waiting for review"),
        "outdated": _("Outdated"),
        "rejected": _("Rejected"),
        "problems": _("With problems"),
        "commented": _("With comments"),
    }
    return [(name, labels[name]) for name in SHOWN]
