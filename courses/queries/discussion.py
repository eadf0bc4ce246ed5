"""The discussion of a course as its readers see it."""

from courses.enums import DiscussionState
from courses.models import Course, CourseDiscussion, Enrolment
from courses.querysets_discussion import ThreadQuerySet
from wikilearn.people.models import Person
from wikilearn.people.querysets import PersonQuerySet

MOST_NAMES = 8


def state_of(course: Course) -> DiscussionState:
    """Whether the course is discussed. One query."""
    row = CourseDiscussion.objects.filter(course=course).values_list("state", flat=True).first()
    return DiscussionState(row) if row else DiscussionState.OPEN


def may_write(person: Person, course: Course) -> bool:
    """Whoever takes the course, and who stands for it."""
    if Enrolment.objects.of(person).taking().filter(course=course).exists():
        return True
    return person.has_perm("courses.moderate_discussion", course)


def participants_of(course: Course) -> PersonQuerySet:
    """Who has written something in the discussion: the only people whose names it gives away."""
    people: PersonQuerySet = Person.objects.present().filter(posts__thread__course=course).distinct()
    return people


def names_for(course: Course, person: Person, start: str) -> list[str]:
    """Usernames to complete a mention with, from its first letters."""
    people = participants_of(course).filter(username__unaccent__istartswith=start).exclude(pk=person.pk)
    return list(people.order_by("username").values_list("username", flat=True)[:MOST_NAMES])


def threads_of(
    course: Course, person: Person, *, words: str = "", lesson: str = "", moderates: bool = False
) -> ThreadQuerySet:
    """The threads that the person sees, pinned ones first, then the newest."""
    rows: ThreadQuerySet = course.threads.all().shown_to(person, moderates=moderates).matching(words)
    if lesson:
        rows = rows.filter(lesson_key=lesson)
    return rows.with_unread(person).select_related("started_by")
