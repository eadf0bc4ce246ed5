"""Spaces of third parties: their page, their terms, and what curators may do."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.compiling import compile_course, withdraw_pages
from courses.enums import CourseState
from courses.errors import NotReady, NotYours, WrongState
from courses.models import Course, CourseRevision, Space
from courses.models.spaces import TERMS
from wikilearn.audit.actions import record
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


@transaction.atomic
def describe_space(*, actor: Person, organisation: Organisation, about: str, accept_terms: bool) -> Space:
    """Write what the page of a third party says, and accept the terms of use. Raises `NotYours`, `NotReady`."""
    space = _locked(organisation)
    if not actor.has_perm("courses.change_space", space):
        raise NotYours(_("Only coordinators of this organisation do this."))
    if accept_terms and not space.terms_in_force:
        space.terms, space.terms_accepted_by, space.terms_accepted_at = TERMS, actor, timezone.now()
        record(
            actor=actor.reference,
            action="spaces.terms_accepted",
            target=organisation.reference,
            details={"terms": TERMS},
        )
    space.about = about.replace("\r\n", "\n").strip()
    space.save()
    return space


@transaction.atomic
def suspend_space(*, actor: Person, space: Space, reason: str) -> Space:
    """Take all courses of a third party away from the catalogue; progress of learners stays.

    Raises `NotYours`, `WrongState`, `NotReady`.
    """
    space = _curated(actor, space)
    if space.suspended:
        raise WrongState(_("This space is suspended already."))
    if not reason.strip():
        raise NotReady(_("Please say why."), field="reason")
    courses = Course.objects.select_for_update(of=["self"]).served().filter(organisation=space.organisation)
    for course in courses.order_by("pk"):
        space.held[str(course.pk)] = course.published_revision_id
        course.published_revision, course.state = None, CourseState.WITHDRAWN
        course.save()
        withdraw_pages(course)
    space.suspended_at, space.suspended_by = timezone.now(), actor
    space.suspension_reason = reason.strip()[:1000]
    space.save()
    details = {"courses": len(space.held), "reason": space.suspension_reason}
    record(actor=actor.reference, action="spaces.suspended", target=space.organisation.reference, details=details)
    return space


@transaction.atomic
def reopen_space(*, actor: Person, space: Space) -> Space:
    """End a suspension: what was taken away then is offered again. Raises `NotYours`, `WrongState`."""
    space = _curated(actor, space)
    if not space.suspended:
        raise WrongState(_("This space is not suspended."))
    for course_id, revision_id in space.held.items():
        course = Course.objects.locked(int(course_id))
        if course.published_revision_id is None:
            revision = CourseRevision.objects.get(pk=revision_id, course=course)
            course.published_revision, course.state = revision, CourseState.PUBLISHED
            course.save()
            compile_course(course, revision)
    space.held, space.suspended_at, space.suspended_by, space.suspension_reason = {}, None, None, ""
    space.save()
    record(actor=actor.reference, action="spaces.reopened", target=space.organisation.reference)
    return space


def check_space(course: Course) -> None:
    """A third party publishes only with accepted terms, and not while its space is suspended. Raises `NotReady`."""
    if course.organisation.kind != OrganisationKind.THIRD_PARTY:
        return
    space = Space.objects.filter(organisation=course.organisation_id).first()
    if space is not None and space.suspended:
        raise NotReady(_("The space of this organisation is suspended."))
    if space is None or not space.terms_in_force:
        raise NotReady(_("A coordinator of this organisation accepts the terms of use first."))


def _locked(organisation: Organisation) -> Space:
    if organisation.kind != OrganisationKind.THIRD_PARTY:
        raise NotReady(_("Only third parties have a space."))
    Space.objects.get_or_create(organisation=organisation)
    return Space.objects.select_for_update(of=["self"]).select_related("organisation").get(organisation=organisation)


def _curated(actor: Person, space: Space) -> Space:
    if not actor.has_perm("courses.suspend_space"):
        raise NotYours(_("Only curators do this."))
    return _locked(space.organisation)
