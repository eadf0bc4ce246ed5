"""Making a course: modules and lessons, their order, what was removed, what is missing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.creating import create_course, name_people
from courses.actions.editing import edit_element
from courses.actions.structure import (
    add_lesson,
    add_module,
    duplicate_element,
    move_element,
    remove_element,
    shift_element,
    undo_edit,
)
from courses.editing.checks import findings
from courses.editing.differing import word_diff
from courses.editing.elements import place_of, texts_of, version_of
from courses.enums import EditDeed
from courses.forms.outline import CoursePeopleFormSet, ElementForm, NewCourseForm, TitleForm
from courses.models import Block, Course, Edit, Lesson, Module
from courses.publishing.snapshot import snapshot
from courses.views.authors import course_or_404, effect_if_translated, element_or_404, form_page
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

EDIT = "courses.edit_course"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Begin a course."""
    form = NewCourseForm(request.POST or None, person=request.user)
    organisations: Any = form.fields["organisation"]
    if not organisations.queryset.exists():
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        made = act(form, create_course, actor=request.user, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("Your course is there. Now add its first module."))
            return redirect("courses:author_course", made.slug)
    return render(request, "courses/authoring/new.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def add(request: PersonRequest, slug: str) -> HttpResponse:
    """A module of the course, or a lesson of a module."""
    shown = course_or_404(request, slug, EDIT)
    form = TitleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give it a title."))
        return redirect("courses:author_course", slug)
    title = form.cleaned_data["title"]
    if "module" in request.POST:
        module = get_object_or_404(shown.modules, key=request.POST["module"])
        lesson = add_lesson(actor=request.user, module=module, title=title)
        return redirect("courses:author_lesson", slug, lesson.key)
    module = add_module(actor=request.user, course=shown, title=title)
    return redirect(_anchor(shown, module))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, slug: str, place: str) -> HttpResponse:
    """The title of a course, module or lesson, and what else stands with it."""
    shown = course_or_404(request, slug, EDIT)
    element = element_or_404(shown, place)
    if isinstance(element, Block) or not isinstance(element, (Course, Module, Lesson)):
        raise Http404
    effect = effect_if_translated(element)
    form = ElementForm(request.POST or None, element=element, asks_kind=effect is not None)
    version = request.POST.get("version") or version_of(element)
    if request.method == "POST" and form.is_valid():
        saved = _try(
            form,
            edit_element,
            actor=request.user,
            element=element,
            texts=form.texts(),
            attributes=form.attributes(),
            kind=form.means,
            expected=version,
        )
        if saved:
            messages.success(request, _("Saved."))
            return redirect(_anchor(shown, element))
        version = version_of(element)
    context = {"element": element, "place": place, "version": version, "effect": effect, "now": texts_of(element)}
    return form_page(request, "courses/authoring/element.html", shown, form, **context)


@require_POST
def move(request: PersonRequest, slug: str, place: str) -> HttpResponse:
    """One place up or down (`by`), or to a place among the children of another element (`parent`, `position`)."""
    shown = course_or_404(request, slug, EDIT)
    element = _part(shown, place)
    if request.POST.get("by") in ("1", "-1"):
        shift_element(actor=request.user, element=element, by=int(request.POST["by"]))
    else:
        position = request.POST.get("position", "")
        parent: Any = element_or_404(shown, request.POST.get("parent", ""))
        if not position.isdecimal() or len(position) > 6 or not isinstance(parent, _PARENTS[type(element)]):
            raise Http404
        move_element(actor=request.user, element=element, parent=parent, position=int(position))
    element.refresh_from_db()
    return redirect(_anchor(shown, element))


_PARENTS: dict[type, Any] = {Module: Course, Lesson: Module, Block: Lesson}


@require_POST
def duplicate(request: PersonRequest, slug: str, place: str) -> HttpResponse:
    """The same once more."""
    shown = course_or_404(request, slug, EDIT)
    copy = duplicate_element(actor=request.user, element=_part(shown, place))
    messages.success(request, _("Duplicated."))
    return redirect(_anchor(shown, copy))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, slug: str, place: str) -> HttpResponse:
    """Ask, then take an element out."""
    shown = course_or_404(request, slug, EDIT)
    element = _part(shown, place)
    lesson = element.lesson if isinstance(element, Block) else None
    if request.method == "POST":
        remove_element(actor=request.user, element=element)
        if lesson is not None:
            return redirect("courses:author_lesson", slug, lesson.key)
        return redirect("courses:author_course", slug)
    context = {
        "course": shown,
        "place": place,
        "element": element,
        "texts": texts_of(element),
        "effect": effect_if_translated(element),
        "back": _anchor(shown, element),
    }
    return render(request, "courses/authoring/remove.html", context)


@require_POST
def undo(request: PersonRequest, slug: str, edit_id: int) -> HttpResponse:
    """Take an edit back, or restore an earlier text."""
    shown = course_or_404(request, slug, EDIT)
    done = get_object_or_404(shown.edits, pk=edit_id)
    try:
        undone = undo_edit(actor=request.user, edit=done)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("courses:author_history", slug)
    messages.success(request, _("It is as it was before."))
    lesson = undone.place.split("/")
    if lesson[0] == "lesson":
        return (
            redirect("courses:author_lesson", slug, lesson[1])
            if shown.lessons.filter(key=lesson[1]).exists()
            else redirect("courses:author_course", slug)
        )
    return redirect("courses:author_course", slug)


@require_safe
def history(request: PersonRequest, slug: str) -> HttpResponse:
    """Every edit, the latest first; with `place` those of one element."""
    shown = course_or_404(request, slug)
    later = Edit.objects.filter(course=shown, place=OuterRef("place"), pk__gt=OuterRef("pk"))
    rows = shown.edits.select_related("by").annotate(later=Exists(later))
    if place := request.GET.get("place", ""):
        rows = rows.filter(place=place)
    page = page_of(rows, request)
    after = _texts_after(shown, page.object_list)
    edits = [(done, _differences(done, after)) for done in page.object_list]
    context = {
        "course": shown,
        "page": page,
        "edits": edits,
        "place": place,
        "may_edit": request.user.has_perm(EDIT, shown),
    }
    return render(request, "courses/authoring/history.html", context)


def _texts_after(shown: Course, edits: Any) -> dict[int, dict[str, str]]:
    """What each changed element said after the edit: what it said before the next one, or says now. Two queries."""
    changed = [done for done in edits if done.deed == EditDeed.CHANGED]
    places = {done.place for done in changed}
    said: dict[str, list[tuple[int, dict[str, str]]]] = {place: [] for place in places}
    rows = shown.edits.filter(place__in=places, deed=EditDeed.CHANGED).order_by("pk")
    for pk, place, before in rows.values_list("pk", "place", "before__texts"):
        said[place].append((pk, before))
    now: dict[str, dict[str, str]] = {place: {} for place in places}
    for key, part, text in shown.segments.wanted().values_list("key", "part", "source_text"):
        if (owner := key.removesuffix(f"/{part}")) in now:
            now[owner][part] = text
    return {
        done.pk: next((texts for pk, texts in said[done.place] if pk > done.pk), now[done.place]) for done in changed
    }


def _differences(done: Edit, after: dict[int, dict[str, str]]) -> list[Any]:
    if done.deed != EditDeed.CHANGED:
        return []
    before, then = done.before["texts"], after[done.pk]
    parts = [part for part in dict.fromkeys([*before, *then]) if before.get(part, "") != then.get(part, "")]
    return [(part, word_diff(before.get(part, ""), then.get(part, ""))) for part in parts[:20]]


@require_safe
def checks(request: PersonRequest, slug: str) -> HttpResponse:
    """What is missing before a review."""
    shown = course_or_404(request, slug)
    found: list[Any] = [(finding, _mend(shown, finding.place)) for finding in findings(snapshot(shown))]
    context = {"course": shown, "found": found, "page": page_of(found, request, size=100)}
    return render(request, "courses/authoring/checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest, slug: str) -> HttpResponse:
    """Who stands openly for the course."""
    shown = course_or_404(request, slug, EDIT if request.method == "POST" else "")
    rows = list(shown.people.values("name", "role", "credential"))
    formset = CoursePeopleFormSet(request.POST or None, initial=rows)
    if request.method == "POST" and formset.is_valid():
        named = [
            (row["name"], row["role"], row["credential"]) for row in formset.cleaned_data if row and row.get("name")
        ]
        try:
            name_people(actor=request.user, course=shown, people=named)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("courses:author_people", slug)
    context = {"people": rows, "may_edit": request.user.has_perm(EDIT, shown)}
    return form_page(request, "courses/authoring/people.html", shown, formset, **context)


def _part(shown: Course, place: str) -> Any:
    element = element_or_404(shown, place)
    if not isinstance(element, (Module, Lesson, Block)):
        raise Http404
    return element


def _anchor(shown: Course, element: Any) -> str:
    """The page on which the element can be seen, at the element."""
    if isinstance(element, Block):
        return reverse("courses:author_lesson", args=[shown.slug, element.lesson.key]) + f"#{element.key}"
    page = reverse("courses:author_course", args=[shown.slug])
    return page if isinstance(element, Course) else f"{page}#{place_of(element).replace('/', '-')}"


def _mend(shown: Course, place: str) -> str:
    """The page where something missing is put right."""
    name, _slash, rest = place.partition("/")
    if name == "lesson":
        lesson, _slash, block = rest.partition("/")
        if block:
            return reverse("courses:author_block", args=[shown.slug, lesson, block])
        return reverse("courses:author_lesson", args=[shown.slug, lesson])
    if name == "settings":
        return reverse("courses:author_settings", args=[shown.slug])
    if name == "course":
        return reverse("courses:author_edit", args=[shown.slug, "course"])
    return reverse("courses:author_course", args=[shown.slug]) + "#outline"


def _try(form: Any, action: Any, **arguments: Any) -> bool:
    """Run an action that may give None; a refusal becomes an error of the form."""
    try:
        action(**arguments)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True
