"""Founding a cohort, changing what it is, writing to it, ending it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.cohort_places import move_up
from courses.actions.completing import complete_by_attendance
from courses.enums import AttendanceState, CohortState, SessionState
from courses.errors import NotOffered, NotYours, WrongState
from courses.models import Cohort, CohortMember, Course, Facilitator
from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Organisation
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

ATTENDANCE_COMPLETES = "attendance_completes"
"""The setting of a course that makes full attendance of a cohort a way to complete it."""


@transaction.atomic
def create_cohort(
    *, actor: Person, organisation: Organisation, course: Course, facilitators: Sequence[Person], **fields: Any
) -> Cohort:
    """A new cohort of a published course. `fields` are those of the form: title, about, languages, time_zone, …"""
    if not actor.has_perm("courses.create_cohort", organisation):
        raise NotYours(_("You have no role in this organisation that allows it."))
    if course.published_revision_id is None:
        raise NotOffered(_("This course is not offered at present."))
    cohort = Cohort.objects.create(organisation=organisation, course=course, **fields)
    _set_facilitators(cohort, facilitators)
    record(
        actor=actor.reference, action="cohort.created", target=cohort.reference, details={"course": course.reference}
    )
    return cohort


@transaction.atomic
def change_cohort(*, actor: Person, cohort: Cohort, facilitators: Sequence[Person], **fields: Any) -> Cohort:
    """Change what the cohort is. Fewer places than are taken are refused; more are offered to those who wait."""
    cohort = _locked(actor, cohort)
    capacity = fields.get("capacity")
    taken = cohort.members.seated().count()
    if capacity is not None and capacity < taken:
        raise DomainError(_("More people have a place already."), field="capacity")
    for name, value in fields.items():
        setattr(cohort, name, value)
    cohort.save()
    _set_facilitators(cohort, facilitators)
    move_up(cohort)
    record(actor=actor.reference, action="cohort.changed", target=cohort.reference)
    return cohort


@transaction.atomic
def write_to_cohort(*, actor: Person, cohort: Cohort, text: str) -> int:
    """Send a message to everybody who takes part, as a notice; how many were written to."""
    cohort = _locked(actor, cohort)
    moment = timezone.now()
    places = _taking_part(cohort)
    for place in places:
        notify(
            person=place.person,
            kind="cohort_message",
            context={"cohort": cohort.title, "text": text, "sender": actor.username},
            url=cohort.get_absolute_url(),
            key=f"cohort-message:{cohort.pk}:{moment:%Y%m%d%H%M%S%f}",
        )
    record(actor=actor.reference, action="cohort.written_to", target=cohort.reference, details={"people": len(places)})
    return len(places)


@transaction.atomic
def cancel_cohort(*, actor: Person, cohort: Cohort, reason: str) -> Cohort:
    """Call the whole cohort off: its sessions to come are cancelled, and everybody in it is told once."""
    cohort = _locked(actor, cohort)
    now = timezone.now()
    for session in cohort.sessions.planned().filter(starts_at__gt=now):
        session.state, session.changed_at, session.sequence = SessionState.CANCELLED, now, session.sequence + 1
        session.save()
    _end(cohort, CohortState.CANCELLED)
    for place in cohort.members.filter(state__in=["member", "offered", "waiting", "applied"]).select_related("person"):
        notify(
            person=place.person,
            kind="cohort_cancelled",
            context={"cohort": cohort.title, "reason": reason},
            url=cohort.get_absolute_url(),
            key=f"cohort-cancelled:{cohort.pk}",
        )
    record(actor=actor.reference, action="cohort.cancelled", target=cohort.reference)
    return cohort


@transaction.atomic
def close_cohort(*, actor: Person, cohort: Cohort) -> int:
    """End a cohort whose sessions are over; where the course says so, whoever attended all has completed it.

    Gives how many have completed it so.
    """
    cohort = _locked(actor, cohort)
    if cohort.sessions.planned().filter(ends_at__gt=timezone.now()).exists():
        raise WrongState(_("There are sessions to come. Hold or cancel them first."))
    _end(cohort, CohortState.CLOSED)
    completed = 0
    if cohort.course.settings.get(ATTENDANCE_COMPLETES) and cohort.course.published_revision_id is not None:
        for place in fully_attended(cohort):
            completed += complete_by_attendance(person=place.person, cohort=cohort) is not None
    record(actor=actor.reference, action="cohort.closed", target=cohort.reference, details={"completed": completed})
    return completed


@transaction.atomic
def set_attendance_completes(*, actor: Person, course: Course, completes: bool) -> None:
    """Whether full attendance of a cohort is a way to complete the course."""
    course = Course.objects.locked(course.pk)
    if not actor.has_perm("courses.change_course", course):
        raise NotYours(_("You have no role in this organisation that allows it."))
    course.settings[ATTENDANCE_COMPLETES] = completes
    course.save(update_fields=["settings"])
    record(
        actor=actor.reference,
        action="course.attendance_set",
        target=course.reference,
        details={"completes": completes},
    )


def fully_attended(cohort: Cohort) -> list[CohortMember]:
    """Who was present at every session that took place; nobody, if none did."""
    held = set(cohort.sessions.planned().values_list("pk", flat=True))
    if not held:
        return []
    present: dict[int, set[int]] = {}
    rows = cohort.members.taking_part().filter(attendance__state=AttendanceState.PRESENT)
    for member, session in rows.values_list("pk", "attendance__session"):
        present.setdefault(member, set()).add(session)
    return [place for place in _taking_part(cohort) if held <= present.get(place.pk, set())]


def _taking_part(cohort: Cohort) -> list[CohortMember]:
    return list(cohort.members.taking_part().select_related("person"))


def _end(cohort: Cohort, state: CohortState) -> None:
    cohort.state, cohort.ended_at = state, timezone.now()
    cohort.save(update_fields=["state", "ended_at"])


def _locked(actor: Person, cohort: Cohort) -> Cohort:
    """The cohort under lock, if it goes on and the actor leads it."""
    cohort = Cohort.objects.locked(cohort.pk)
    if not actor.has_perm("courses.facilitate_cohort", cohort):
        raise NotYours(_("Only the facilitators of this cohort can do that."))
    if not cohort.is_open:
        raise WrongState(_("This cohort has ended."))
    return cohort


def _set_facilitators(cohort: Cohort, people: Sequence[Person]) -> None:
    cohort.facilitators.exclude(person__in=people).delete()
    Facilitator.objects.bulk_create(
        (Facilitator(cohort=cohort, person=person) for person in people), ignore_conflicts=True
    )
