"""The way of a course from draft to learners and back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import tasks
from courses.actions.compiling import compile_course, withdraw_pages
from courses.actions.serving import acting, mark_live, serve_translations
from courses.actions.spaces import check_space
from courses.editing.checks import obstacles
from courses.enums import CourseState, LocalizationState, PublicationState, RevisionKind
from courses.errors import NotReady, NotYours, WrongState
from courses.models import Course, CourseRevision, ModuleLocalization, Publication
from courses.publishing.snapshot import Document, document_hash, snapshot
from courses.rules import holds_the_topic
from wikilearn.audit.actions import record
from wikilearn.core.queueing import enqueue_on_commit
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
    check_idle(course)
    _step(course, CourseState.DRAFT)
    course.save()
    _tell_submitter(actor, course, "course_returned", f"{course.submitted_at}", reason=reason)
    record(actor=actor.reference, action="courses.returned", target=course.reference)
    return course


@transaction.atomic
def start_publication(
    *, actor: Person, course: Course, kind: RevisionKind, note: str = "", enqueue: bool = True
) -> Publication:
    """Make the submitted state a revision, whose pages a worker makes (`perform_publication`).

    A mandatory or sensitive course is published by somebody else than whoever submitted it. The same content as the
    latest revision makes no new one. Raises `NotYours`, `WrongState`, `NotReady`.
    """
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.publish_course", course)
    if not CourseState(course.state).may_become(CourseState.PUBLISHED):
        raise _wrong_state(course)
    check_idle(course)
    if course.is_guarded and course.submitted_by_id == actor.pk:
        raise NotYours(_("You submitted this course. Somebody else reviews and publishes it."))
    document = snapshot(course)
    _check_ready(course, document)
    serve_translations(course, document)
    revision = make_revision(course, document, actor=actor, kind=kind, note=note)
    return _queue(actor, revision, of_working_copy=True, enqueue=enqueue)


def publish_course(*, actor: Person, course: Course, kind: RevisionKind, note: str = "") -> CourseRevision:
    """`start_publication` and its work in one go, where nobody waits for a page: commands, the demo."""
    with transaction.atomic():
        publication = start_publication(actor=actor, course=course, kind=kind, note=note, enqueue=False)
        return perform_publication(publication_id=publication.pk).revision


@transaction.atomic
def republish_revision(*, actor: Person, revision: CourseRevision, note: str = "", enqueue: bool = True) -> Publication:
    """Publish what an earlier revision said, as a new one. The working copy stays as it is, as a draft.

    Raises `NotYours`, `WrongState`; `NotReady` where the course has got another topic since.
    """
    course = Course.objects.locked(revision.course_id)
    _allow(actor, "courses.publish_course", course)
    check_idle(course)
    check_space(course)
    if not holds_the_topic(actor, course):
        raise NotReady(_("Only organisations that maintain this topic can offer courses on it."))
    document = revision.document
    if document["course"].get("topic") != (course.topic.key if course.topic else None):
        raise NotReady(_("This revision was about another topic. It cannot come back."))
    now = {"guarded": course.is_guarded, "kind": course.kind.value}
    document = document | {"course": document["course"] | now}
    again = make_revision(course, document, actor=actor, kind=RevisionKind.MAJOR, note=note)
    if course.state in (CourseState.PUBLISHED, CourseState.WITHDRAWN):
        course.state = CourseState.DRAFT
        course.save()
    return _queue(actor, again, of_working_copy=False, enqueue=enqueue)


@transaction.atomic
def perform_publication(*, publication_id: int, progress: Callable[[int, int], None] | None = None) -> Publication:
    """Make the pages of a revision, and let learners read them: all of them at once. Doing it twice does it once.

    A second worker that finds the publication locked leaves it to the first.
    """
    rows = Publication.objects.select_related("revision", "by")
    publication = rows.select_for_update(of=["self"], skip_locked=True).filter(pk=publication_id).first()
    if publication is None or publication.state != PublicationState.QUEUED:
        return publication or rows.get(pk=publication_id)
    course, revision = Course.objects.locked(publication.course_id), publication.revision
    course.published_revision = revision
    if publication.of_working_copy and course.state == CourseState.IN_REVIEW:
        _step(course, CourseState.PUBLISHED)
    course.save()
    offered = compile_course(course, revision, progress)
    acting(publication.by_id)
    mark_live(course, revision.document, offered)
    _end(publication, PublicationState.DONE)
    if publication.of_working_copy:
        _tell_submitter(publication.by, course, "course_published", f"{course.submitted_at}", number=revision.number)
    record(
        actor=publication.by.reference,
        action="courses.published",
        target=course.reference,
        details={"revision": revision.number, "kind": str(revision.kind), "languages": offered},
    )
    return publication


@transaction.atomic
def fail_publication(*, publication_id: int) -> Publication:
    """End a publication whose pages could not be made, and tell whoever decided it. Learners keep what they have."""
    publication = (
        Publication.objects.select_for_update(of=["self"]).select_related("course", "by").get(pk=publication_id)
    )
    if publication.state == PublicationState.QUEUED:
        _end(publication, PublicationState.FAILED)
        notify(
            person=publication.by,
            kind="course_not_published",
            context={"course": _title(publication.course)},
            url=reverse("courses:author_publication", args=[publication.course.slug, publication.uid]),
            key=f"course_not_published:{publication.pk}",
        )
        record(actor=publication.by.reference, action="courses.publication_failed", target=publication.course.reference)
    return publication


@transaction.atomic
def withdraw_course(*, actor: Person, course: Course, reason: str) -> Course:
    """Take a course away from learners. Enrolments, attempts and completions stay, and so do all revisions."""
    course = Course.objects.locked(course.pk)
    _allow(actor, "courses.withdraw_course", course)
    _step(course, CourseState.WITHDRAWN)
    course.published_revision = None
    course.save()
    for publication in course.publications.filter(state=PublicationState.QUEUED):
        _end(publication, PublicationState.FAILED)
    withdraw_pages(course)
    ModuleLocalization.objects.filter(course=course, live=True).update(live=False, unreviewed=False)
    course.localizations.update(state=LocalizationState.WITHDRAWN)
    record(actor=actor.reference, action="courses.withdrawn", target=course.reference, details={"reason": reason})
    return course


def make_revision(
    course: Course, document: Document, *, actor: Person, kind: RevisionKind, note: str = ""
) -> CourseRevision:
    """The document as the next revision of a locked course; the latest one where that says the same."""
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
    notify(
        person=course.submitted_by,
        kind=kind,
        context={"course": _title(course)} | context,
        url=reverse("courses:author_course", args=[course.slug]),
        key=f"{kind}:{course.pk}:{occasion}",
    )


def _title(course: Course) -> str:
    title = course.segments.filter(key="course/title").values_list("source_text", flat=True).first()
    return (title or course.slug)[:200]


def _queue(actor: Person, revision: CourseRevision, *, of_working_copy: bool, enqueue: bool) -> Publication:
    publication = Publication.objects.create(
        course_id=revision.course_id, revision=revision, by=actor, of_working_copy=of_working_copy
    )
    if enqueue:
        enqueue_on_commit(tasks.run_publication, publication.pk)
    return publication


def _end(publication: Publication, state: PublicationState) -> None:
    publication.state, publication.finished_at = state, timezone.now()
    publication.save(update_fields=["state", "finished_at"])


def check_idle(course: Course) -> None:
    """Nobody publishes the course at this moment; `WrongState` otherwise."""
    if course.publications.filter(state=PublicationState.QUEUED).exists():
        raise WrongState(_("The course is being published at this moment."))


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
    check_space(course)
    if not holds_the_topic(course.submitted_by, course):
        raise NotReady(_("Only organisations that maintain this topic can offer courses on it."))
    if not any(module["lessons"] for module in document["modules"]):
        raise NotReady(_("The course has no lessons yet."))
    if course.topic is not None and course.topic.mandatory and not document["questions"]:
        raise NotReady(_("A course on a mandatory topic needs questions."))
    if missing := obstacles(document):
        raise NotReady(missing[0].sentence)
