"""Cohorts as those see them who look for one, take part in one, or lead one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractHour
from django.utils import timezone

from courses.enums import AttendanceState, MemberState
from courses.models import Cohort, CohortMember, CohortSession, CompiledCourse, Completion, LessonRead
from courses.queries.reading import language_place
from courses.querysets_cohorts import CohortQuerySet
from wikilearn.core import languages

HOURS = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
"""Times of day: first hour, and the hour that no longer belongs to it, on the clock of the reader."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a course in one of the reader's languages."""

    text: str
    language: languages.Language


def titles_of(course_ids: Collection[int], chain: Sequence[str]) -> dict[int, Title]:
    """The title of each published course, in the first language of the chain that it has. One query."""
    rows = (
        CompiledCourse.objects.filter(course__in=course_ids)
        .annotate(place=language_place(chain))
        .order_by("-place", "-language")
        .values_list("course_id", "title", "title_language")
    )
    return {course: Title(title, languages.get(tag)) for course, title, tag in rows}


def upcoming_cohorts(*, language: str = "", time_of_day: str = "", course: str = "", zone: str = "") -> CohortQuerySet:
    """Cohorts that one can still join or follow, the next to meet first. `time_of_day` is on the reader's clock."""
    rows: CohortQuerySet = (
        Cohort.objects.upcoming()
        .with_next_session()
        .select_related("organisation", "course")
        .order_by(F("next_at").asc(nulls_last=True), "title", "id")
    )
    if language:
        rows = rows.filter(languages__contains=[language])
    if zone:
        rows = rows.filter(time_zone=zone)
    if course:
        rows = rows.filter(course__slug=course)
    if time_of_day in HOURS:
        first, end = HOURS[time_of_day]
        rows = rows.annotate(hour=ExtractHour("next_at", tzinfo=timezone.get_current_timezone()))
        rows = rows.filter(hour__gte=first, hour__lt=end)
    return rows


@dataclass(frozen=True, slots=True)
class MemberLine:
    """How far a member is, without any answer or score. `attended` of the sessions that were `held`."""

    place: CohortMember
    read: int
    lessons: int
    passed: bool
    attended: int
    held: int


def member_lines(cohort: Cohort, places: Sequence[CohortMember]) -> list[MemberLine]:
    """The lines of the facilitators' list; four queries, however many members."""
    people = [place.person_id for place in places]
    rows = LessonRead.objects.filter(enrolment__course=cohort.course_id, enrolment__person__in=people)
    read = dict(rows.values_list("enrolment__person").annotate(n=Count("pk")))
    passed = set(
        Completion.objects.filter(course=cohort.course_id, person__in=people).values_list("person_id", flat=True)
    )
    attendance = Q(attendance__state=AttendanceState.PRESENT, attendance__session__state="planned")
    attended = dict(
        CohortMember.objects.filter(pk__in=[place.pk for place in places])
        .annotate(n=Count("attendance", filter=attendance))
        .values_list("pk", "n")
    )
    held = cohort.sessions.planned().filter(starts_at__lte=timezone.now()).count()
    entry = CompiledCourse.objects.filter(course=cohort.course_id).values_list("lessons", flat=True).first() or 0
    return [
        MemberLine(
            place=place,
            read=min(read.get(place.person_id, 0), entry),
            lessons=entry,
            passed=place.person_id in passed,
            attended=attended.get(place.pk, 0),
            held=held,
        )
        for place in places
    ]


def attendance_of(session: CohortSession) -> list[tuple[CohortMember, str]]:
    """The members of the cohort by name, with what was marked (empty: nothing yet). Two queries."""
    marked = dict(session.attendance.values_list("member_id", "state"))
    places = session.cohort.members.taking_part().select_related("person").order_by("person__username")
    return [(place, marked.get(place.pk, "")) for place in places]


def state_counts(cohort: Cohort) -> dict[str, int]:
    """How many people are in each state. One query."""
    counted = dict(cohort.members.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in MemberState.values}
