"""The way of a course from draft to learners and back."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.compiling import compile_course, withdraw_pages
from courses.actions.counting import recount
from courses.enums import CourseState, LocalizationState, RevisionKind, TranslationState
from courses.errors import NotReady, NotYours, WrongState
from courses.models import Course, CourseRevision, Translation
from courses.publishing.snapshot import Document, document_hash, snapshot
from courses.rules import holds_the_topic
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person


@transaction.atomic
def submit_course(*, actor: Person, course: Course) -> Course:
    """Ask for a review of the working copy. Raises `NotYours`, `WrongState`, `NotReady`."""
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.submit_course", course)
    _step(course, CourseState.IN_REVIEW)
    _check_ready(course, snapshot(course))
    course.submitted_by, course.submitted_at = actor, timezone.now()
    course.save()
    record(actor=actor.reference, action="courses.submitted", target=course.reference)
    return course


@transaction.atomic
def return_course(*, actor: Person, course: Course, reason: str) -> Course:
    """Give a submitted course back to its authors. What learners see stays."""
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.return_course", course)
    if course.state != CourseState.IN_REVIEW:
        raise _wrong_state(course)
    _step(course, CourseState.DRAFT)
    course.save()
    _tell_submitter(actor, course, "course_returned", f"{course.submitted_at}", reason=reason)
    record(actor=actor.reference, action="courses.returned", target=course.reference)
    return course


@transaction.atomic
def publish_course(*, actor: Person, course: Course, kind: RevisionKind, note: str = "") -> CourseRevision:
    """Make the submitted state a revision and what learners read, in every language that it is offered in.

    A mandatory or sensitive course is published by somebody else than whoever submitted it. The same content as the
    latest revision makes no new one. Raises `NotYours`, `WrongState`, `NotReady`.
    """
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.publish_course", course)
    _step(course, CourseState.PUBLISHED)
    if course.is_guarded and course.submitted_by_id == actor.pk:
        raise NotYours(_("You submitted this course. Somebody else reviews and publishes it."))
    document = snapshot(course)
    _check_ready(course, document)
    revision = _revision(course, document, actor=actor, kind=kind, note=note)
    course.published_revision = revision
    course.save()
    Translation.objects.filter(segment__course=course, state=TranslationState.REVIEWED).update(
        state=TranslationState.PUBLISHED
    )
    offered = compile_course(course, revision)
    recount(course)
    _tell_submitter(actor, course, "course_published", f"{course.submitted_at}", number=revision.number)
    course.localizations.update(state=LocalizationState.DRAFT)
    course.localizations.filter(language__in=offered).update(state=LocalizationState.PUBLISHED)
    record(
        actor=actor.reference,
        action="courses.published",
        target=course.reference,
        details={"revision": revision.number, "kind": str(kind), "languages": offered},
    )
    return revision


@transaction.atomic
def withdraw_course(*, actor: Person, course: Course, reason: str) -> Course:
    """Take a course away from learners. Enrolments, attempts and completions stay, and so do all revisions."""
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.withdraw_course", course)
    _step(course, CourseState.WITHDRAWN)
    course.published_revision = None
    course.save()
    withdraw_pages(course)
    course.localizations.update(state=LocalizationState.WITHDRAWN)
    record(actor=actor.reference, action="courses.withdrawn", target=course.reference, details={"reason": reason})
    return course


def _revision(course: Course, document: Document, *, actor: Person, kind: RevisionKind, note: str) -> CourseRevision:
    latest = course.revisions.order_by("-number").first()
    document_is = document_hash(document)
    if latest is not None and latest.hash == document_is:
        return latest
    return CourseRevision.objects.create(
        course=course,
        number=latest.number + 1 if latest else 1,
        kind=kind,
        note=note,
        document=document,
        hash=document_is,
        submitted_by=course.submitted_by,
        published_by=actor,
    )


def _tell_submitter(actor: Person, course: Course, kind: str, occasion: str, **context: Any) -> None:
    """Let whoever submitted the course know what others decided."""
    if course.submitted_by is None or course.submitted_by_id == actor.pk:
        return
    title = course.segments.filter(key="course/title").values_list("source_text", flat=True).first() or course.slug
    notify(
        person=course.submitted_by,
        kind=kind,
        context={"course": title[:200]} | context,
        url=reverse("courses:author_course", args=[course.slug]),
        key=f"{kind}:{course.pk}:{occasion}",
    )


def _allow(actor: Person, permission: str, course: Course) -> None:
    if not actor.has_perm(permission, course):
        raise NotYours(_("You may not do this with this course."))


def _step(course: Course, state: CourseState) -> None:
    if not CourseState(course.state).may_become(state):
        raise _wrong_state(course)
    course.state = state


def _wrong_state(course: Course) -> WrongState:
    state = CourseState(course.state).label
    return WrongState(_("This is not possible while the course is in the state “%(state)s”.") % {"state": state})


def _check_ready(course: Course, document: Document) -> None:
    if not holds_the_topic(course.submitted_by, course):
        raise NotReady(_("Only organisations that maintain this topic can offer courses on it."))
    if not any(module["lessons"] for module in document["modules"]):
        raise NotReady(_("The course has no lessons yet."))
    if course.topic is not None and course.topic.mandatory and not document["questions"]:
        raise NotReady(_("A course on a mandatory topic needs questions."))
