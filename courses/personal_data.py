"""What this app keeps about a person."""

from typing import Any

from courses import contributions
from courses import personal_data_learning as learning
from courses.assessment import personal_data as assessment
from courses.cohorts import personal_data as cohorts
from courses.localization import personal_data as localization
from courses.models import Attempt, AttemptAnswer, Completion, Draft, Edit, Enrolment, ImportRun, LessonRead, Media
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What the person takes, has read, answered and passed, and what they uploaded."""
    return {
        "enrolments": [
            {
                "course": enrolment.course.slug,
                "enrolled": enrolment.enrolled_at.isoformat(),
                "left": enrolment.left_at and enrolment.left_at.isoformat(),
                "language": enrolment.language,
                "lesson": enrolment.lesson_key,
                "lessons_read": {read.lesson_key: read.read_at.isoformat() for read in enrolment.lessons_read.all()},
            }
            for enrolment in Enrolment.objects.of(person).select_related("course").prefetch_related("lessons_read")
        ],
        "attempts": [
            {
                "course": attempt.enrolment.course.slug,
                "started": attempt.started_at.isoformat(),
                "submitted": attempt.submitted_at and attempt.submitted_at.isoformat(),
                "language": attempt.language,
                "score": attempt.score,
                "passed": attempt.passed,
                "answers": {answer.question_key: answer.answer for answer in attempt.answers.all()},
            }
            for attempt in Attempt.objects.of(person).select_related("enrolment__course").prefetch_related("answers")
        ],
        "completions": [
            {
                "course": completion.course.slug,
                "passed": completion.passed_at.isoformat(),
                "language": completion.language,
                "score": completion.score,
                "level": completion.level,
            }
            for completion in Completion.objects.filter(person=person).select_related("course")
        ],
        "imports": [
            {"file": run.filename, "organisation": run.organisation.slug, "uploaded": run.created_at.isoformat()}
            for run in ImportRun.objects.filter(by=person).select_related("organisation").defer("report")
        ],
        "edits": [
            {"course": slug, "place": place, "deed": deed, "time": at.isoformat()}
            for slug, place, deed, at in Edit.objects.filter(by=person).values_list(
                "course__slug", "place", "deed", "at"
            )
        ],
        "drafts": [
            {
                "course": draft.course.slug,
                "place": draft.place,
                "text": draft.fields,
                "time": draft.saved_at.isoformat(),
            }
            for draft in Draft.objects.filter(person=person).select_related("course")
        ],
        "media": [
            {"course": media.course.slug, "file": media.filename, "uploaded": media.uploaded_at.isoformat()}
            for media in Media.objects.filter(uploaded_by=person).select_related("course")
        ],
        "cohorts": cohorts.export(person),
        "assessment": assessment.export(person),
        "contributions": contributions.export(person),
        "localization": localization.export(person),
        **learning.export(person),
    }


def erase(person: Person) -> None:
    """Forget what was read and answered, and where the person is; scores and passes stay, without a name."""
    LessonRead.objects.filter(enrolment__person=person).delete()
    AttemptAnswer.objects.filter(attempt__enrolment__person=person).delete()
    Enrolment.objects.of(person).update(language="", lesson_key="", block_key="", visited_at=None)
    ImportRun.objects.filter(by=person).update(filename="")
    Draft.objects.filter(person=person).delete()
    cohorts.erase(person)
    assessment.erase(person)
    contributions.erase(person)
    localization.erase(person)
    learning.erase(person)
