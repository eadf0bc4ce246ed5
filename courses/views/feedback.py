"""Rating a course, and reading what was said."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.feedback import rate_course
from courses.forms.marks import RATINGS, FeedbackForm
from courses.models import Course, Feedback
from courses.queries.feedback import comments_on, ratings_of
from courses.views.readers import person_of, serve_or_404
from wikilearn.core.errors import DomainError
from wikilearn.core.tables import csv_response, page_of


@require_http_methods(["GET", "POST"])
def give_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Rate the course, or change what one has said."""
    person, served = person_of(request), serve_or_404(request, slug)
    said = Feedback.objects.filter(person=person, course=served.entry.course).first()
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        initial={"rating": said.rating, "comment": said.comment} if said else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            rate_course(actor=person, served=served, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The authors will read it."))
            return redirect("courses:course", slug)
    return render(request, "courses/feedback/give_feedback.html", {"served": served, "form": form, "said": said})


@require_safe
def author_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """How the course was rated, and the comments."""
    course = _course_of_author(request, slug)
    asked = _asked(request)
    ratings = ratings_of(course)
    context = {
        "course": course,
        "ratings": ratings,
        "page": page_of(comments_on(course, **asked), request),
        "asked": asked,
        "choices": RATINGS,
    }
    return render(request, "courses/feedback/author_feedback.html", context)


@require_safe
def author_feedback_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The comments as a table."""
    course = _course_of_author(request, slug)
    rows = comments_on(course, **_asked(request)).iterator(chunk_size=500)
    header = [_("Month"), _("Language"), _("Rating"), _("Comment")]
    lines = ((f"{row.given_at:%Y-%m}", row.language, row.rating, row.comment) for row in rows)
    return csv_response(f"feedback-{course.slug}.csv", header, lines)


def _asked(request: HttpRequest) -> dict[str, str]:
    said = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("rating", "language", "q")}
    return {"rating": said["rating"], "language": said["language"], "words": said["q"].strip()}


def _course_of_author(request: HttpRequest, slug: str) -> Course:
    course: Course = get_object_or_404(
        Course.objects.visible_to_authors(request.user).select_related("organisation", "topic").with_title(), slug=slug
    )
    if not _may_read(request, course):
        raise PermissionDenied
    return course


def _may_read(request: HttpRequest, course: Course) -> bool:
    """Its authors and those who publish it; not every member of the organisation."""
    person = person_of(request)
    return person.has_perm("courses.change_course", course) or person.has_perm("courses.publish_course", course)
