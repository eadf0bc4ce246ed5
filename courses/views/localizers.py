"""What the pages of localizing share: which course and language, and may the person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.models import Course, Localization
from wikilearn.core import languages
from wikilearn.people.http import PersonRequest


def course_or_404(request: PersonRequest, slug: str) -> Course:
    """A course that the person may know of, with `title`."""
    rows = Course.objects.visible_to_localizers(request.user).with_title()
    shown: Course = get_object_or_404(rows.select_related("organisation", "topic", "published_revision"), slug=slug)
    return shown


def localization_or_404(request: PersonRequest, slug: str, language: str) -> Localization:
    """The course in a language that exists and is not its own; begun or not."""
    course = course_or_404(request, slug)
    try:
        known = languages.canonical(language) == language
    except ValueError:
        known = False
    if not known or language == course.source_language:
        raise Http404
    found = Localization.objects.filter(course=course, language=language).first()
    localization = found or Localization(course=course, language=language)
    localization.course = course
    return localization


def demand(request: PersonRequest, permission: str, thing: Any) -> None:
    """403 for what the person may see but not do."""
    if not request.user.has_perm(permission, thing):
        raise PermissionDenied


def may(request: PersonRequest, localization: Localization) -> dict[str, bool]:
    """What the person may do with the course in the language."""
    return {
        "translate": request.user.has_perm("courses.translate_localization", localization),
        "review": request.user.has_perm("courses.review_localization", localization),
        "publish": request.user.has_perm("courses.publish_localization", localization),
        "manage": request.user.has_perm("courses.manage_localizers", localization.course),
    }
