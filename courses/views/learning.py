"""Taking a course: its page, coming and going, one's own courses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.learning import choose_language, enrol_in_course, leave_course, read_lesson
from courses.actions.local_versions import choose_local
from courses.queries.assessing import rules_of, standing_of
from courses.queries.feedback import may_rate
from courses.queries.learning import my_courses
from courses.queries.next import activity_of, deeds, what_next
from courses.queries.packs import packs_of, shown_packs
from courses.queries.prerequisites import required_before
from courses.views.readers import (
    asked_language,
    chain_of,
    lesson_address,
    reader_of,
    serve_or_404,
)
from wikilearn.core.tables import page_of
from wikilearn.people.models import Person


@login_not_required
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """What the course is, its outline, and where the reader stands."""
    served = serve_or_404(request, slug)
    standing = standing_of(served)
    context = {
        "served": served,
        "outline": served.outline(),
        "standing": standing,
        "may_rate": reader_of(request) is not None and may_rate(served, passed=standing.history.passed is not None),
        "rules": rules_of(served.entry.course),
        "asked": asked_language(request, served),
        "required": required_before(served, reader=reader_of(request), chain=chain_of(request)),
    }
    return render(request, "courses/course.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the course and start reading; by a plain link, as after signing in, see its page with the button."""
    served = serve_or_404(request, slug)
    if request.method == "POST":
        enrolment = enrol_in_course(actor=_person(request), course=served.entry.course, language=served.entry.language)
        if served.local is not None and not enrolment.local_owner:
            choose_local(actor=_person(request), enrolment=enrolment, owner=served.local.owner)
        served = serve_or_404(request, slug)
        if served.resume_at:
            return redirect(lesson_address(served, served.resume_at))
    return redirect("courses:course", slug)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop taking the course, after a question."""
    served = serve_or_404(request, slug)
    if served.enrolment is None:
        return redirect("courses:course", slug)
    if request.method == "POST":
        leave_course(actor=_person(request), enrolment=served.enrolment)
        messages.success(request, _("You have left the course. What you did in it is kept."))
        return redirect("courses:my_learning")
    return render(request, "courses/leave.html", {"served": served})


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, slug: str, lesson_key: str) -> HttpResponse:
    """Mark the lesson as read and go on to the next; by a plain link, see the lesson again."""
    served = serve_or_404(request, slug)
    if request.method != "POST":
        return redirect(lesson_address(served, lesson_key))
    following = read_lesson(actor=_person(request), served=served, lesson_key=lesson_key)
    if following:
        return redirect(lesson_address(served, following, asked=asked_language(request, served)))
    if served.entry.questions:
        return redirect("courses:assessment", slug)
    return redirect("courses:course", slug)


@require_POST
def language(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on in another language, at the same place."""
    served = serve_or_404(request, slug)
    lesson_key, block_key = request.POST.get("lesson", ""), request.POST.get("block", "")[:200]
    choose_language(
        actor=_person(request),
        served=served,
        language=request.POST.get("lang", ""),
        lesson_key=lesson_key,
        block_key=block_key,
    )
    if lesson_key in served.lesson_keys:
        return redirect(lesson_address(served, lesson_key, block_key=block_key))
    return redirect("courses:course", slug)


@require_safe
def my_learning(request: HttpRequest) -> HttpResponse:
    """The courses and packs that the person takes, those that they have passed, and what comes next."""
    person, chain = _person(request), chain_of(request)
    packs = shown_packs(packs_of(person), reader=person, chain=chain)
    context = {
        "mine": my_courses(person, chain=chain),
        "packs": packs,
        "suggestions": what_next(person, chain=chain, packs=packs),
    }
    return render(request, "courses/my_learning.html", context)


@require_safe
def next_up(request: HttpRequest) -> HttpResponse:
    """The fragment that says what comes next, for pages where somebody has just finished something."""
    return render(request, "courses/_next.html", {"suggestions": what_next(_person(request), chain=chain_of(request))})


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """What the person did, the newest first."""
    page = page_of(activity_of(_person(request)), request)
    done = deeds(list(page.object_list), chain=chain_of(request))
    return render(request, "courses/activity.html", {"page": page, "deeds": done})


@login_not_required
@require_safe
def continue_learning(request: HttpRequest) -> HttpResponse:
    """The fragment of the home page that leads back to where the person left off; empty for everybody else."""
    reader = reader_of(request)
    mine = my_courses(reader, chain=chain_of(request)) if reader else None
    return render(request, "courses/_continue.html", {"mine": mine})


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the middleware lets nobody else through
    return request.user
