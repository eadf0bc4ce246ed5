"""What is kept about a person: appeals, more time, exercises. The one module here that knows the database."""

from typing import Any

from courses.models import ExerciseWork, ExtraTime, QuestionAppeal
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What the person appealed, was granted and did."""
    return {
        "appeals": [
            {
                "course": appeal.course.slug,
                "question": appeal.question_key,
                "reason": appeal.reason,
                "state": appeal.state,
                "answer": appeal.answer,
                "time": appeal.created_at.isoformat(),
            }
            for appeal in QuestionAppeal.objects.filter(attempt__enrolment__person=person).select_related("course")
        ],
        "extra_time": [
            {
                "organisation": each.organisation.slug if each.organisation else None,
                "percent": each.percent,
                "reason": each.reason,
                "granted": each.granted_at.isoformat(),
                "ended": each.ended_at and each.ended_at.isoformat(),
            }
            for each in ExtraTime.objects.filter(person=person).select_related("organisation")
        ],
        "exercises": [
            {
                "course": work.enrolment.course.slug,
                "lesson": work.lesson_key,
                "block": work.block_key,
                "state": work.state,
                "began": work.began_at.isoformat(),
                "report": work.report,
                "comment": work.comment,
                "edit": work.revision_id,
            }
            for work in ExerciseWork.objects.filter(enrolment__person=person).select_related("enrolment__course")
        ],
    }


def erase(person: Person) -> None:
    """Forget what was said and done. That a question was appealed stays, without a word and without the answer."""
    appeals = QuestionAppeal.objects.filter(attempt__enrolment__person=person)
    appeals.update(reason="", answer="", given=[])
    ExtraTime.objects.filter(person=person).delete()
    ExerciseWork.objects.filter(enrolment__person=person).delete()
