"""A lesson and the editors of its blocks. Nothing that was typed is lost: not to an error, not to a lost session."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.creating import choose_questions
from courses.actions.drafting import discard_draft, keep_draft
from courses.actions.editing import edit_element
from courses.actions.media import add_media, credit_media
from courses.actions.structure import add_block
from courses.editing.differing import word_diff
from courses.editing.elements import place_of, texts_of, version_of
from courses.enums import BlockKind
from courses.errors import EditConflict
from courses.forms.blocks import FORMS, LONGEST, BlockForm, FileForm, QuizForm
from courses.models import Block, Course, Draft, Lesson
from courses.publishing.compiling import Compiler, caption_tracks
from courses.publishing.snapshot import snapshot
from courses.views.authors import course_or_404, effect_if_translated, last_removal, lesson_or_404
from wikilearn.core import languages, markdown
from wikilearn.core.errors import DomainError
from wikilearn.people.http import PersonRequest

EDIT = "courses.edit_course"


@require_safe
def lesson(request: PersonRequest, slug: str, lesson_key: str) -> HttpResponse:
    """A lesson as its authors work on it: each block as it will look, with what can be done to it."""
    shown = course_or_404(request, slug)
    found = lesson_or_404(shown, lesson_key)
    document = snapshot(shown)
    compiled = compiled_lesson(document, shown.source_language, lesson_key)
    places = {block.key: block for block in found.blocks.all()}
    title = document["segments"].get(f"lesson/{lesson_key}/title", {}).get("text", lesson_key)
    context = {
        "course": shown,
        "lesson": found,
        "title": title,
        "own": languages.get(shown.source_language),
        "blocks": [block | {"row": places[block["key"]]} for block in compiled["blocks"]],
        "kinds": [(kind, BlockKind(kind).label) for kind in FORMS],
        "editable": set(FORMS),
        "may_edit": request.user.has_perm(EDIT, shown),
        "removal": last_removal(request, shown),
        "previous": compiled["previous_key"],
        "next": compiled["next_key"],
    }
    return render(request, "courses/authoring/lesson.html", context)


def compiled_lesson(document: dict[str, Any], language: str, lesson_key: str) -> dict[str, Any]:
    """A lesson of the working copy as learners would get it, with what its blocks ask. 404 if it is not there."""
    tags = [document["course"]["source_language"], *document["translations"]]
    compilers = {tag: Compiler(document, tag) for tag in tags}
    compiler = Compiler(
        document,
        language,
        lesson_route="courses:author_preview",
        captions_route="courses:author_captions",
        captions=caption_tracks(document, compilers),
    )
    found = next((each for each in compiler.lessons() if each["lesson_key"] == lesson_key), None)
    if found is None:
        raise Http404
    asked = {question["key"]: question for question in compiler.questions()}
    for block in found["blocks"]:
        block["asked"] = [asked[key] for key in block["questions"]]
    return found


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_block(request: PersonRequest, slug: str, lesson_key: str, kind: str) -> HttpResponse:
    """The editor of a block that is not there yet."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    shown = course_or_404(request, slug, EDIT)
    found = lesson_or_404(shown, lesson_key)
    if kind not in FORMS:
        raise Http404
    return _editor(request, shown, found, None, kind, f"new/{lesson_key}/{kind}")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: PersonRequest, slug: str, lesson_key: str, block_key: str) -> HttpResponse:
    """The editor of a block."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    shown = course_or_404(request, slug, EDIT)
    found = lesson_or_404(shown, lesson_key)
    row = get_object_or_404(found.blocks.select_related("lesson__course"), key=block_key)
    if row.kind not in FORMS:
        raise Http404
    return _editor(request, shown, found, row, row.kind, place_of(row))


@require_POST
def render_text(request: PersonRequest, slug: str) -> HttpResponse:
    """A text in Markdown as learners would see it."""
    shown = course_or_404(request, slug)
    names = ("text", "transcript", "caption", "summary")
    text = next((request.POST[name] for name in names if name in request.POST), "")[:LONGEST]

    def resolve(address: str) -> str | None:
        scheme, _colon, key = address.partition(":")
        known = scheme == "lesson" and shown.lessons.filter(key=key).exists()
        return reverse("courses:author_preview", args=[slug, key]) if known else None

    context = {"html": markdown.render(text, resolve=resolve), "own": languages.get(shown.source_language)}
    return render(request, "courses/authoring/_rendered.html", context)


@require_POST
def draft(request: PersonRequest, slug: str, place: str) -> HttpResponse:
    """Keep what has been typed so far; with `discard` forget it."""
    shown = course_or_404(request, slug, EDIT)
    if "discard" in request.POST:
        discard_draft(actor=request.user, course=shown, place=place)
        return (
            redirect(request.POST["discard"])
            if request.POST["discard"].startswith("/author/")
            else redirect("courses:author_course", slug)
        )
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    keep_draft(
        actor=request.user, course=shown, place=place, version=request.POST.get("version", "")[:64], fields=fields
    )
    return render(request, "courses/authoring/_kept.html", {"now": timezone.now()})


_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "preview", "discard"})


def _editor(
    request: PersonRequest, shown: Course, found: Lesson, row: Block | None, kind: str, place: str
) -> HttpResponse:
    effect = effect_if_translated(row) if row is not None else None
    sent = request.method == "POST"
    form = FORMS[kind](
        request.POST if sent else None, request.FILES or None, lesson=found, block=row, asks_kind=effect is not None
    )
    version = request.POST.get("version", "") if sent else version_of(row) if row is not None else ""
    context: dict[str, Any] = {}
    if sent and "preview" in request.POST:
        context["preview"] = _previews(form)
        form.is_valid()
    elif sent and form.is_valid():
        try:
            saved = _save(request, shown, found, row, kind, form, version, place)
        except EditConflict as error:
            form.add_error(None, str(error))
            context["conflict"] = _conflict(row, form)
            version = version_of(row) if row is not None else ""
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{_lesson_address(shown, found)}#{saved.key}")
    elif not sent:
        kept = Draft.objects.filter(course=shown, person=request.user, place=place).first()
        if kept is not None:
            form.keep_typed(_typed(kept))
            version = kept.version
        context["draft"] = kept
    context |= {
        "course": shown,
        "lesson": found,
        "block": row,
        "form": form,
        "kind": BlockKind(kind),
        "version": version,
        "place": place,
        "effect": effect,
        "media": getattr(form, "media_row", None),
        "back": _lesson_address(shown, found),
        "has_markdown": any("data-markdown" in field.widget.attrs for field in form.fields.values()),
    }
    failed = sent and form.errors and "preview" not in request.POST
    return render(request, "courses/authoring/block.html", context, status=400 if failed else 200)


def _save(
    request: PersonRequest,
    shown: Course,
    found: Lesson,
    row: Block | None,
    kind: str,
    form: BlockForm,
    version: str,
    place: str,
) -> Block:
    """All that the form says, or nothing of it."""
    actor = request.user
    with transaction.atomic():
        settings = form.settings()
        if isinstance(form, FileForm):
            settings |= _file(actor, shown, form)
        if row is None:
            row = add_block(actor=actor, lesson=found, kind=kind, texts=form.texts(), settings=settings)
        else:
            edit_element(
                actor=actor,
                element=row,
                texts=form.texts(),
                attributes={"settings": settings},
                kind=form.means,
                expected=version,
            )
        if isinstance(form, QuizForm):
            choose_questions(actor=actor, block=row, keys=form.cleaned_data["questions"])
        form.saved(actor=actor, block=row)
        discard_draft(actor=actor, course=shown, place=place)
    return row


def _file(actor: Any, shown: Course, form: FileForm) -> dict[str, str]:
    file = form.cleaned_data["file"]
    media = form.media_row
    if file is not None:
        media = add_media(actor=actor, course=shown, file=file, filename=file.name, kind=form.file_kind)
    if media is None:
        return {}
    credit_media(actor=actor, media=media, **form.credit())
    return {"media": media.key}


def _conflict(row: Block | None, form: BlockForm) -> list[Any]:
    """What stands there now and what was to be saved, part by part."""
    if row is None:
        return []
    now, mine = texts_of(row), form.texts()
    return [
        (part, now.get(part, ""), word_diff(now.get(part, ""), text))
        for part, text in mine.items()
        if now.get(part, "") != text
    ][:20]


def _previews(form: BlockForm) -> list[tuple[str, str]]:
    """The texts in Markdown as they will look, with the labels of their fields."""
    return [
        (str(field.label), markdown.render(str(form.data.get(name, ""))[:LONGEST]))
        for name, field in form.fields.items()
        if "data-markdown" in field.widget.attrs
    ]


def _typed(kept: Draft) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        typed.setlist(name, values)
    return typed


def _lesson_address(shown: Course, found: Lesson) -> str:
    return reverse("courses:author_lesson", args=[shown.slug, found.key])


def _signed_out(request: Any) -> HttpResponse:
    """Somebody whose session has ended gets back what they typed, to keep it; everybody else is asked to sign in."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_TYPED and value.strip()
    ]
    if not typed:
        return redirect_to_login(request.get_full_path())
    return render(request, "courses/authoring/signed_out.html", {"typed": typed}, status=401)
