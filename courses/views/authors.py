"""What the pages of authors have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.editing.elements import Element, find_element
from courses.effects import Effect, effect_of_edit
from courses.enums import EditDeed
from courses.models import Course, Edit, Lesson
from wikilearn.people.http import PersonRequest


def course_or_404(request: PersonRequest, slug: str, permission: str = "") -> Course:
    """The course with its title for those who make it; 403 for whoever sees it and lacks the permission."""
    rows = Course.objects.visible_to_authors(request.user).with_title()
    found: Course = get_object_or_404(rows.select_related("organisation", "topic", "submitted_by"), slug=slug)
    if permission and not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


def lesson_or_404(course: Course, key: str) -> Lesson:
    """A lesson of the working copy."""
    found: Lesson = get_object_or_404(course.lessons.select_related("module", "course"), key=key)
    return found


def element_or_404(course: Course, place: str) -> Any:
    """The element at a place of the working copy."""
    element: Element | None = find_element(course, place)
    if element is None:
        raise Http404
    return element


def effect_if_translated(element: Element) -> Effect | None:
    """What a major edit would do, None where no translation depends on the element."""
    effect = effect_of_edit(element)
    return effect if effect.languages else None


def last_removal(request: PersonRequest, course: Course) -> Edit | None:
    """What the person has just removed, so that the page can offer it back."""
    last: Edit | None = course.edits.first()
    return last if last and last.deed == EditDeed.REMOVED and last.by_id == request.user.pk else None


def form_page(request: PersonRequest, template: str, course: Course, form: Any, **context: Any) -> HttpResponse:
    """A page with a form; 400 where the form has errors."""
    failed = form.is_bound and (form.errors if hasattr(form, "errors") else False)
    context = {"course": course, "form": form} | context
    return render(request, template, context, status=400 if failed and any(form.errors) else 200)
