"""Working on local versions of shared courses: lists, lessons block by block, conflicts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.adapting import core_places
from courses.actions.overlays import (
    base_of,
    describe_overlay,
    move_change,
    put_change,
    remove_change,
    settle_change,
    start_overlay,
)
from courses.enums import OverlayMode, OverlayStanding, OverlayState
from courses.forms.overlays import HideForm, LocalTextForm, OverlayNoteForm, SettleForm, StartOverlayForm
from courses.models import CompiledLesson, Course, Overlay, OverlayBlock
from courses.models.texts import text_hash
from courses.publishing.overlays import BaseBlock
from courses.queries.overlays import (
    adapted_lesson,
    asking_of,
    departures_of,
    is_unpublished,
    lessons_of,
    overlays_of,
    overlays_of_course,
    owners_for,
    shared_lesson,
    three_way,
    working_blocks,
)
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def overlays(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """The local versions that the person may look at, also as a file."""
    rows = overlays_of(request.user)
    owner, state = request.GET.get("organisation", ""), request.GET.get("state", "")
    if owner:
        rows = rows.filter(organisation__slug=owner)
    if state in OverlayState.values:
        rows = rows.filter(state=state)
    if request.GET.get("format") == "csv":
        return csv_response("local-versions.csv", _header(), (_line(row) for row in rows))
    context = {"page": page_of(rows, request), "states": OverlayState.choices, "state": state, "owner": owner}
    return render(request, "courses/overlays/overlays.html", context)


@require_safe
def course_overlays(request: PersonRequest, slug: str) -> HttpResponse:
    """All local versions of a course, for its authors."""
    rows = Course.objects.visible_to_authors(request.user).with_title().select_related("organisation", "topic")
    course = get_object_or_404(rows, slug=slug)
    page = page_of(overlays_of_course(course, request.user), request)
    return render(request, "courses/overlays/course_overlays.html", {"course": course, "page": page})


@require_safe
def conflicts(request: PersonRequest) -> HttpResponse:
    """The queue of changes that want somebody to look, because the shared course has moved."""
    rows = asking_of(request.user)
    if request.GET.get("overlay", "").isdigit():
        rows = rows.filter(overlay=request.GET["overlay"])
    return render(request, "courses/overlays/conflicts.html", {"page": page_of(rows, request)})


@form_methods
def start(request: PersonRequest, slug: str) -> HttpResponse:
    """Begin a local version of a course."""
    course = get_object_or_404(Course.objects.served().with_title().select_related("topic", "organisation"), slug=slug)
    owners = owners_for(request.user)
    if request.user.has_perm("courses.mark_core") and (dbname := request.GET.get("wiki")):
        from wikilearn.movement.models import Wiki

        owners += [wiki for wiki in Wiki.objects.filter(dbname=dbname) if wiki not in owners]
    if not owners:
        return render(request, "courses/overlays/who.html", {"course": course})
    offered = list(course.compiled.order_by("language").values_list("language", flat=True))
    initial = {"language": request.GET.get("lang", course.source_language)}
    form = StartOverlayForm(request.POST or None, owners=owners, offered=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = act(form, start_overlay, actor=request.user, course=course, **form.cleaned_data)
        if made is not None:
            return redirect("courses:overlay", made.pk)
    return _page(request, "courses/overlays/start.html", {"course": course, "form": form})


@require_safe
def overlay(request: PersonRequest, pk: int) -> HttpResponse:
    """One local version: its lessons, what asks, its history, and what the person may do next."""
    shown = overlay_or_404(request, pk)
    context = {
        "overlay": shown,
        "lessons": lessons_of(shown),
        "asking": shown.blocks.asking().count(),
        "changes": shown.blocks.count(),
        "revisions": shown.revisions.select_related("published_by").defer("changes")[:10],
        "note_form": OverlayNoteForm(initial={"note": shown.note}),
        "unpublished": is_unpublished(shown),
        "may": _may(request, shown),
    }
    return render(request, "courses/overlays/overlay.html", context)


@require_POST
def describe(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what is local about it."""
    shown = overlay_or_404(request, pk)
    form = OverlayNoteForm(request.POST)
    if form.is_valid():
        describe_overlay(actor=request.user, overlay=shown, note=form.cleaned_data["note"])
        messages.success(request, _("Saved."))
    return redirect("courses:overlay", pk)


@require_safe
def lesson(request: PersonRequest, pk: int, lesson_key: str) -> HttpResponse:
    """A shared lesson block by block, with what is changed."""
    shown = overlay_or_404(request, pk)
    compiled = _lesson(shown, lesson_key)
    blocks = adapted_lesson(shown, compiled, base_of(shown))
    may = request.user.has_perm("courses.change_overlay", shown)
    context = {"overlay": shown, "lesson": compiled, "blocks": blocks, "may_change": may}
    return render(request, "courses/overlays/lesson.html", context)


@require_safe
def preview(request: PersonRequest, pk: int, lesson_key: str) -> HttpResponse:
    """The lesson as learners would get it if the working copy were published now."""
    shown = overlay_or_404(request, pk)
    compiled = _lesson(shown, lesson_key)
    blocks = working_blocks(shown, compiled, core_places(shown.course))
    context = {"overlay": shown, "lesson": compiled, "blocks": blocks}
    return render(request, "courses/overlays/preview.html", context)


@require_safe
def diff(request: PersonRequest, pk: int) -> HttpResponse:
    """All that differs from the shared course, word by word."""
    shown = overlay_or_404(request, pk)
    departures = departures_of(shown, base_of(shown))
    context = {"overlay": shown, "page": page_of(departures, request, size=20)}
    return render(request, "courses/overlays/diff.html", context)


@form_methods
def change(request: PersonRequest, pk: int, lesson_key: str, block_key: str, mode: str) -> HttpResponse:
    """Replace or hide a block, or add text after it."""
    shown = _changeable(request, pk)
    base = _base(shown, lesson_key, block_key)
    if mode not in OverlayMode.values:
        raise Http404
    hides = mode == OverlayMode.HIDE
    old = shown.blocks.filter(lesson_key=lesson_key, block_key=block_key, mode=mode).first()
    text = old.text if old and mode == OverlayMode.REPLACE else base.text if mode == OverlayMode.REPLACE else ""
    initial = {"base_hash": base.hash, "text": text}
    form: Any = (HideForm if hides else LocalTextForm)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        place: dict[str, Any] = {"overlay": shown, "lesson_key": lesson_key, "block_key": block_key}
        if act(form, put_change, actor=request.user, mode=OverlayMode(mode), **place, **said) is not None:
            return _back_to_lesson(shown, lesson_key, block_key)
    context = {"overlay": shown, "form": form, "base": base, "mode": mode, "lesson_key": lesson_key}
    return _page(request, "courses/overlays/change.html", context)


@form_methods
def edit(request: PersonRequest, pk: int, change_id: int) -> HttpResponse:
    """Write a local text anew."""
    shown = _changeable(request, pk)
    row = get_object_or_404(shown.blocks.exclude(mode=OverlayMode.HIDE), pk=change_id)
    base = _base(shown, row.lesson_key, row.block_key)
    initial = {"text": row.text, "note": row.note, "base_hash": base.hash, "seen": text_hash(row.text)}
    form = LocalTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = act(
            form,
            put_change,
            actor=request.user,
            overlay=shown,
            lesson_key=row.lesson_key,
            block_key=row.block_key,
            mode=OverlayMode(row.mode),
            change=row,
            **form.cleaned_data,
        )
        if saved is not None:
            return _back_to_lesson(shown, row.lesson_key, row.block_key)
    context = {"overlay": shown, "form": form, "base": base, "mode": row.mode, "lesson_key": row.lesson_key}
    return _page(request, "courses/overlays/change.html", context)


@require_POST
def remove(request: PersonRequest, pk: int, change_id: int) -> HttpResponse:
    """Take a change back."""
    shown = _changeable(request, pk)
    row = get_object_or_404(shown.blocks, pk=change_id)
    place = row.lesson_key, row.block_key
    remove_change(actor=request.user, change=row)
    messages.success(request, _("The change was taken back."))
    return _back_to_lesson(shown, *place)


@require_POST
def move(request: PersonRequest, pk: int, change_id: int) -> HttpResponse:
    """Move an addition up or down among those at its block."""
    shown = _changeable(request, pk)
    row = get_object_or_404(shown.blocks, pk=change_id)
    move_change(actor=request.user, change=row, up="up" in request.POST)
    return _back_to_lesson(shown, row.lesson_key, row.block_key)


@form_methods
def settle(request: PersonRequest, pk: int, change_id: int) -> HttpResponse:
    """Base then, base now and ours, and the decision."""
    shown = _changeable(request, pk)
    row = get_object_or_404(shown.blocks.asking(), pk=change_id)
    look = three_way(row, base_of(shown).get((row.lesson_key, row.block_key)))
    text = row.text if row.mode == OverlayMode.ADD_AFTER else look.merged.text
    initial = {"base_hash": look.base_hash, "text": text}
    form = SettleForm(request.POST or None, initial=initial, choices=_choices(row))
    if request.method == "POST" and form.is_valid() and _settled(request, form, row):
        messages.success(request, _("Decided. Publish the local version to let learners have it."))
        return redirect("courses:overlay", pk)
    context = {"overlay": shown, "form": form, "look": look, "change": row}
    return _page(request, "courses/overlays/settle.html", context)


def _settled(request: PersonRequest, form: SettleForm, row: OverlayBlock) -> bool:
    """Giving up the text gives nothing back, so errors tell."""
    act(form, settle_change, actor=request.user, change=row, **form.cleaned_data)
    return not form.errors


def _choices(row: OverlayBlock) -> list[str]:
    if row.standing == OverlayStanding.GONE:
        return ["theirs"]
    if row.standing == OverlayStanding.CORE:
        return ["after", "theirs"] if row.text else ["theirs"]
    return ["ours", "theirs", "merged"]


def overlay_or_404(request: PersonRequest, pk: int) -> Overlay:
    """The local version, for those who may look at it."""
    rows = Overlay.objects.visible_to(request.user).select_related(
        "course__topic",
        "course__organisation",
        "course__published_revision",
        "organisation",
        "wiki",
        "published_revision",
        "submitted_by",
    )
    shown: Overlay = get_object_or_404(rows, pk=pk)
    return shown


def _changeable(request: PersonRequest, pk: int) -> Overlay:
    shown = overlay_or_404(request, pk)
    if not request.user.has_perm("courses.change_overlay", shown):
        raise PermissionDenied
    return shown


def _lesson(shown: Overlay, lesson_key: str) -> CompiledLesson:
    try:
        return shared_lesson(shown, lesson_key)
    except CompiledLesson.DoesNotExist as error:
        raise Http404 from error


def _base(shown: Overlay, lesson_key: str, block_key: str) -> BaseBlock:
    base = base_of(shown).get((lesson_key, block_key))
    if base is None:
        raise Http404
    return base


def _may(request: PersonRequest, shown: Overlay) -> dict[str, bool]:
    """What the person may do with it in the state it is in."""
    state = OverlayState(shown.state)
    writer = request.user.has_perm("courses.change_overlay", shown)
    publisher = request.user.has_perm("courses.publish_overlay", shown)
    guarded, in_review = shown.course.is_guarded, state == OverlayState.IN_REVIEW
    return {
        "change": writer,
        "submit": guarded and writer and state.may_become(OverlayState.IN_REVIEW),
        "publish": publisher and state.may_become(OverlayState.PUBLISHED) and (in_review or not guarded),
        "return": publisher and in_review,
        "withdraw": request.user.has_perm("courses.withdraw_overlay", shown)
        and state.may_become(OverlayState.WITHDRAWN)
        and shown.published_revision_id is not None,
    }


def _back_to_lesson(shown: Overlay, lesson_key: str, block_key: str) -> HttpResponse:
    response = redirect("courses:overlay_lesson", shown.pk, lesson_key)
    response["Location"] += f"#block-{block_key}"
    return response


def _page(request: PersonRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=400 if context["form"].errors else 200)


def _header() -> list[str]:
    return [_("Course"), _("For whom"), _("Language"), _("State"), _("Changes"), _("To look at")]


def _line(row: Any) -> list[object]:
    language = languages.get(row.language).autonym
    return [
        row.course_title or row.course.slug,
        row.owner_name,
        language,
        row.get_state_display(),
        row.changes,
        row.asking,
    ]
