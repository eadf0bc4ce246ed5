"""The way of a local adaptation to learners and back, and which blocks are core."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.adapting import adapt_course, core_places, editors_of, title_of, write_lessons
from courses.enums import OverlayState
from courses.errors import NotOffered, NotReady, NotYours, WrongState
from courses.models import Block, CompiledLesson, Course, Overlay, OverlayRevision
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person


@transaction.atomic
def submit_overlay(*, actor: Person, overlay: Overlay) -> Overlay:
    """Ask a second person to look at it, as guarded courses want. Raises `NotYours`, `WrongState`, `NotReady`."""
    overlay = _locked(actor, overlay, "courses.change_overlay", _("You may not change this local version."))
    _step(overlay, OverlayState.IN_REVIEW)
    _check_changes(overlay)
    overlay.submitted_by, overlay.submitted_at = actor, timezone.now()
    overlay.save()
    for person in editors_of(overlay):
        if person.pk != actor.pk:
            _tell(overlay, person, "overlay_submitted", f"{overlay.submitted_at}")
    record(actor=actor.reference, action="overlays.submitted", target=overlay.reference)
    return overlay


@transaction.atomic
def return_overlay(*, actor: Person, overlay: Overlay, reason: str) -> Overlay:
    """Give it back to its writers; what learners see stays. Raises `NotYours`, `WrongState`."""
    overlay = _locked(actor, overlay, "courses.publish_overlay", _("Only reviewers do this."))
    if overlay.state != OverlayState.IN_REVIEW:
        raise _wrong_state(overlay)
    _step(overlay, OverlayState.DRAFT)
    overlay.save()
    if overlay.submitted_by is not None and overlay.submitted_by_id != actor.pk:
        _tell(overlay, overlay.submitted_by, "overlay_returned", f"{overlay.submitted_at}", reason=reason)
    record(actor=actor.reference, action="overlays.returned", target=overlay.reference)
    return overlay


@transaction.atomic
def publish_overlay(*, actor: Person, overlay: Overlay, note: str = "") -> OverlayRevision:
    """Make the working copy what learners can choose; only its own lessons are written anew.

    Of a guarded course, what others have submitted, and nobody lets through what they wrote themselves. The same
    changes as in the latest revision make no new one. Raises `NotYours`, `WrongState`, `NotReady`, `NotOffered`.
    """
    overlay = _locked(actor, overlay, "courses.publish_overlay", _("You may not publish this local version."))
    course = overlay.course
    if course.is_guarded:
        _check_second_person(actor, overlay)
    _step(overlay, OverlayState.PUBLISHED)
    if course.published_revision is None or not course.compiled.filter(language=overlay.language).exists():
        raise NotOffered(_("The course is not offered in this language."))
    _check_changes(overlay)
    revision = _revision(actor, overlay, note)
    overlay.published_revision = revision
    overlay.save()
    lessons = write_lessons(overlay, course.published_revision, core=core_places(course))
    details = {"revision": revision.number, "lessons": lessons}
    record(actor=actor.reference, action="overlays.published", target=overlay.reference, details=details)
    return revision


@transaction.atomic
def withdraw_overlay(*, actor: Person, overlay: Overlay) -> Overlay:
    """Take it away from learners, who get the shared course at the same place. Raises `NotYours`, `WrongState`."""
    overlay = _locked(actor, overlay, "courses.withdraw_overlay", _("You may not change this local version."))
    _step(overlay, OverlayState.WITHDRAWN)
    overlay.published_revision = None
    overlay.save()
    CompiledLesson.objects.filter(overlay=overlay).delete()
    record(actor=actor.reference, action="overlays.withdrawn", target=overlay.reference)
    return overlay


@transaction.atomic
def mark_core(*, actor: Person, course: Course, blocks: Collection[int]) -> int:
    """Say which blocks of a course (by id) no local version may hide or replace; gives how many changed.

    It holds at once: local versions that hide or replace one are written anew without that, and their editors are
    told. That a block is no longer core reaches learners with the next publication. Raises `NotYours`.
    """
    course = Course.objects.locked(course.pk)
    if not actor.has_perm("courses.mark_core"):
        raise NotYours(_("Only curators say which blocks are core."))
    rows = Block.objects.filter(lesson__course=course)
    more = rows.filter(pk__in=blocks, core=False).update(core=True)
    fewer = rows.exclude(pk__in=blocks).filter(core=True).update(core=False)
    if more and course.published_revision is not None:
        adapt_course(course, course.published_revision)
    if more or fewer:
        details = {"more": more, "fewer": fewer}
        record(actor=actor.reference, action="courses.core_marked", target=course.reference, details=details)
    return more + fewer


def _locked(actor: Person, overlay: Overlay, permission: str, refusal: str) -> Overlay:
    Course.objects.locked(overlay.course_id)
    rows = Overlay.objects.select_for_update(of=["self"], no_key=True).select_related(
        "course__topic",
        "course__organisation",
        "course__published_revision",
        "organisation",
        "wiki",
        "submitted_by",
        "published_revision",
    )
    locked: Overlay = rows.get(pk=overlay.pk)
    if not actor.has_perm(permission, locked):
        raise NotYours(refusal)
    return locked


def _check_second_person(actor: Person, overlay: Overlay) -> None:
    if overlay.state != OverlayState.IN_REVIEW:
        raise WrongState(_("Local versions of this course are submitted and reviewed before they are served."))
    if overlay.submitted_by_id == actor.pk or overlay.blocks.filter(changed_by=actor).exists():
        raise NotYours(_("You wrote or submitted this. Somebody else reviews and publishes it."))


def _check_changes(overlay: Overlay) -> None:
    if not overlay.blocks.exists():
        raise NotReady(_("Nothing is changed yet."))


def _revision(actor: Person, overlay: Overlay, note: str) -> OverlayRevision:
    changes: list[dict[str, Any]] = [row.change for row in overlay.blocks.order_by("position", "pk")]
    latest = overlay.revisions.order_by("-number").first()
    if latest is not None and latest.changes == changes:
        return latest
    return OverlayRevision.objects.create(
        overlay=overlay,
        number=latest.number + 1 if latest else 1,
        changes=changes,
        note=note,
        submitted_by=overlay.submitted_by,
        published_by=actor,
    )


def _tell(overlay: Overlay, person: Person, kind: str, occasion: str, **context: Any) -> None:
    notify(
        person=person,
        kind=kind,
        context={"course": title_of(overlay.course), "owner": overlay.owner_name} | context,
        url=reverse("courses:overlay", args=[overlay.pk]),
        key=f"{kind}:{overlay.pk}:{occasion}",
    )


def _step(overlay: Overlay, state: OverlayState) -> None:
    if not OverlayState(overlay.state).may_become(state):
        raise _wrong_state(overlay)
    overlay.state = state


def _wrong_state(overlay: Overlay) -> WrongState:
    state = OverlayState(overlay.state).label
    return WrongState(_("This is not possible while the local version is in the state “%(state)s”.") % {"state": state})
