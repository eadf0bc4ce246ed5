"""Planning sessions, moving and cancelling them, and saying who was there."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.completing import complete_course
from courses.actions.learning import enrol_in_course
from courses.cohorts.series import LONGEST, series
from courses.enums import AttendanceState, SessionState
from courses.errors import NotYours, WrongState
from courses.models import Attendance, Cohort, CohortMember, CohortSession, Enrolment, LessonRead
from courses.queries.reading import served_course
from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of which check-in codes are made: none that looks like another."""
OPENS_BEFORE, CLOSES_AFTER = timedelta(minutes=15), timedelta(minutes=60)
"""How long before its start and after its end one can check in to a session."""


@transaction.atomic
def plan_sessions(
    *, actor: Person, cohort: Cohort, first: datetime, length: timedelta, number: int = 1, weeks: int = 1, **fields: Any
) -> list[CohortSession]:
    """One session, or a series every so many weeks. `first` is naive, on the clocks of the cohort's zone.

    `fields`: title, place, link, language, lessons. Members are told once of all of them.
    """
    cohort = _locked(actor, cohort)
    if not 1 <= number <= LONGEST:
        raise DomainError(_("A series has 60 sessions at most."), field="number")
    starts = list(series(first, zone=cohort.time_zone, number=number, weeks=weeks))
    if starts[0] <= timezone.now():
        raise DomainError(_("This moment has passed."), field="starts")
    planned = CohortSession.objects.bulk_create(
        CohortSession(
            cohort=cohort, starts_at=start, ends_at=start + length, time_zone=cohort.time_zone, code=_code(), **fields
        )
        for start in starts
    )
    _tell(cohort, planned[0], "planned", number=len(planned))
    record(
        actor=actor.reference,
        action="cohort.sessions_planned",
        target=cohort.reference,
        details={"number": len(planned)},
    )
    return planned


@transaction.atomic
def change_session(
    *, actor: Person, session: CohortSession, starts_at: datetime, ends_at: datetime, **fields: Any
) -> CohortSession:
    """Move a session or change what it is. Members are told if time, place or link have changed."""
    cohort, session = _locked_session(actor, session)
    if session.is_cancelled:
        raise WrongState(_("This session has been cancelled."))
    matters = {"starts_at", "ends_at", "place", "link"}
    wanted = fields | {"starts_at": starts_at, "ends_at": ends_at}
    changed = {name for name, value in wanted.items() if getattr(session, name) != value}
    if not changed:
        return session
    for name in changed:
        setattr(session, name, wanted[name])
    _touch(session)
    if changed & matters:
        _tell(cohort, session, "changed")
    record(actor=actor.reference, action="cohort.session_changed", target=session.reference)
    return session


@transaction.atomic
def cancel_session(*, actor: Person, session: CohortSession, reason: str = "") -> CohortSession:
    """Call a session off and tell the members, once."""
    cohort, session = _locked_session(actor, session)
    if session.is_cancelled:
        return session
    session.state = SessionState.CANCELLED
    _touch(session)
    _tell(cohort, session, "cancelled", reason=reason)
    record(actor=actor.reference, action="cohort.session_cancelled", target=session.reference)
    return session


@transaction.atomic
def mark_attendance(*, actor: Person, session: CohortSession, states: Mapping[int, str]) -> None:
    """Say who was there: a state for each member (their id); members of other cohorts are left out.

    The lessons of the session count as read for those who were present, and stay so if that is corrected later: they
    may have read them as well.
    """
    cohort, session = _locked_session(actor, session, open_only=False)
    if session.is_cancelled:
        raise WrongState(_("This session has been cancelled."))
    members = {place.pk: place for place in cohort.members.taking_part().select_related("person")}
    for pk, state in states.items():
        if place := members.get(pk):
            _mark(session, place, AttendanceState(state), by=actor)
    record(actor=actor.reference, action="cohort.attendance_marked", target=session.reference)


@transaction.atomic
def check_in(*, actor: Person, session: CohortSession, code: str) -> None:
    """Say that one is there oneself, by the code that the facilitators show, around the time of the session."""
    session = CohortSession.objects.select_related("cohort__course").get(pk=session.pk)
    place = session.cohort.members.taking_part().filter(person=actor).select_related("person").first()
    if place is None:
        raise NotYours(_("Only members of this cohort can do that."))
    now = timezone.now()
    if session.is_cancelled or not session.starts_at - OPENS_BEFORE <= now <= session.ends_at + CLOSES_AFTER:
        raise WrongState(_("One can check in only around the time of the session."))
    if not session.code or not secrets.compare_digest(code.strip().upper().encode(), session.code.encode()):
        raise DomainError(_("This is not the code of the session."), field="code")
    if not Attendance.objects.filter(session=session, member=place).exists():
        _mark(session, place, AttendanceState.PRESENT, by=None)


def _mark(session: CohortSession, place: CohortMember, state: AttendanceState, *, by: Person | None) -> None:
    Attendance.objects.update_or_create(
        session=session, member=place, defaults={"state": state, "by": by, "at": timezone.now()}
    )
    if state == AttendanceState.PRESENT and session.lessons:
        _count_as_read(session, place.person)


def _count_as_read(session: CohortSession, person: Person) -> None:
    course = session.cohort.course
    language = session.language or session.cohort.languages[0]
    enrolment = Enrolment.objects.of(person).filter(course=course).first()
    if enrolment is None:
        if course.published_revision_id is None:
            return
        enrolment = enrol_in_course(actor=person, course=course, language=language)
    LessonRead.objects.bulk_create(
        [
            LessonRead(enrolment=enrolment, lesson_key=key, language=language, read_at=session.starts_at)
            for key in session.lessons
        ],
        ignore_conflicts=True,
    )
    if course.published_revision_id is None:
        return
    served = served_course(course.slug, reader=person, chain=[language])
    if served.is_passed_by_reading and served.all_read:
        complete_course(actor=person, course=course, revision_id=served.entry.revision_id, language=language)


def _tell(cohort: Cohort, session: CohortSession, what: str, *, number: int = 1, reason: str = "") -> None:
    places: Sequence[CohortMember] = list(cohort.members.taking_part().select_related("person"))
    for place in places:
        notify(
            person=place.person,
            kind="cohort_session",
            context={
                "cohort": cohort.title,
                "what": what,
                "starts_at": session.starts_at,
                "number": number,
                "reason": reason,
            },
            url=cohort.get_absolute_url(),
            key=f"session:{session.uid}:{what}:{session.sequence}",
        )


def _touch(session: CohortSession) -> None:
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(6))


def _locked(actor: Person, cohort: Cohort, *, open_only: bool = True) -> Cohort:
    cohort = Cohort.objects.locked(cohort.pk)
    if not actor.has_perm("courses.facilitate_cohort", cohort):
        raise NotYours(_("Only the facilitators of this cohort can do that."))
    if open_only and not cohort.is_open:
        raise WrongState(_("This cohort has ended."))
    return cohort


def _locked_session(actor: Person, session: CohortSession, *, open_only: bool = True) -> tuple[Cohort, CohortSession]:
    cohort = _locked(actor, session.cohort, open_only=open_only)
    fresh: CohortSession = cohort.sessions.get(pk=session.pk)
    fresh.cohort = cohort
    return cohort, fresh
