"""Appeals of questions, and what accepted ones mean to an attempt."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from courses.assessment.kinds import same_answer
from courses.assessment.questions import Question
from courses.enums import Remedy
from courses.models import Attempt, Course, QuestionAppeal
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.people.models import Person

HEARERS = (MemberRole.COORDINATOR, MemberRole.AUTHOR)


def appeals_of(course: Course) -> QuerySet[QuestionAppeal]:
    """The appeals of a course, the longest waiting first."""
    return QuestionAppeal.objects.filter(course=course).select_related("question_revision", "answered_by")


def credited_keys(
    attempt: Attempt, questions: Sequence[Question], answers: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The questions of an attempt that count as right, whatever their key says; one query."""
    asked = {question.key: question for question in questions}
    found = set()
    for key, remedy, given in _remedies(attempt):
        if key in asked and (remedy == Remedy.EVERYBODY or same_answer(asked[key], given, answers.get(key, ()))):
            found.add(key)
    return frozenset(found)


def appealed_keys(attempt: Attempt) -> dict[str, QuestionAppeal]:
    """The appeals that were made from an attempt, by key of the question."""
    return {appeal.question_key: appeal for appeal in attempt.appeals.all()}


def credited_by_appeal(attempt: Attempt) -> frozenset[str]:
    """The questions of an attempt that were counted as right, where some appeal has made that so."""
    if not _remedies(attempt).exists():
        return frozenset()
    return frozenset(attempt.answers.filter(correct=True).values_list("question_key", flat=True))


def hearers_of(course: Course) -> Collection[Person]:
    """Who is told of an appeal: those who write the course."""
    members = Membership.objects.live().filter(organisation=course.organisation, role__in=HEARERS)
    return Person.objects.filter(pk__in=members.values("person"), is_active=True)


def title_of_course(course: Course) -> str:
    """The title in the source language, or the address."""
    title = course.segments.filter(key="course/title").values_list("source_text", flat=True).first()
    return (title or course.slug)[:200]


def _remedies(attempt: Attempt) -> QuerySet[QuestionAppeal, tuple[str, str, list[str]]]:
    revisions = [drawn["question_revision"] for drawn in attempt.drawn]
    rows = QuestionAppeal.objects.filter(question_revision__in=revisions).exclude(remedy=Remedy.NONE)
    return rows.values_list("question_key", "remedy", "given")
