"""Saying what one thinks of a course."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.errors import NotOffered
from courses.models import Completion, Course, Feedback
from courses.queries.feedback import may_rate
from courses.queries.reading import ServedCourse
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def rate_course(*, actor: Person, served: ServedCourse, rating: int, comment: str = "") -> Feedback:
    """Rate a course half of which one has read, or that one has passed; again: instead of the last time.

    Raises `NotOffered` before that. What was said is not logged, only that something was said.
    """
    course: Course = served.entry.course
    passed = Completion.objects.filter(person=actor, course=course).order_by("-passed_at").first()
    if not may_rate(served, passed=passed is not None):
        raise NotOffered(_("You can rate the course once you have read half of it."))
    taken_in = served.enrolment.language if served.enrolment is not None else ""
    language = (passed.language if passed else "") or taken_in or served.entry.language
    feedback, _created = Feedback.objects.update_or_create(
        person=actor, course=course, defaults={"rating": rating, "comment": comment, "language": language}
    )
    record(actor=actor.reference, action="courses.rated", target=course.reference, details={})
    return feedback
