"""Taking a course along as a package."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.actions.exporting import export_course
from courses.models import Course
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_safe
def export_page(request: PersonRequest, slug: str) -> HttpResponse:
    """What can be taken along: the working copy, and each published revision."""
    course = _course(request, slug)
    page = page_of(course.revisions.defer("document"), request)
    return render(request, "courses/exporting/export.html", {"course": course, "page": page})


@require_safe
@never_cache
def export_package(request: PersonRequest, slug: str, number: int = 0) -> HttpResponse:
    """The package as a .zip file; nought is the working copy."""
    course = _course(request, slug)
    revision = get_object_or_404(course.revisions.all(), number=number) if number else None
    content = export_course(actor=request.user, course=course, revision=revision)
    name = f"{course.slug}-{number}.zip" if number else f"{course.slug}.zip"
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _course(request: PersonRequest, slug: str) -> Course:
    courses = Course.objects.visible_to_authors(request.user).select_related("organisation", "topic").with_title()
    course: Course = get_object_or_404(courses, slug=slug)
    return course
