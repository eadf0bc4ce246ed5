"""Bookmarks, packs and feedback in what is kept about a person."""

from typing import Any

from courses.models import Bookmark, Feedback, OfflineReceipt, PackCompletion, PackEnrolment
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What the person marked, noted and said, and the packs that they take."""
    return {
        "bookmarks": [
            {
                "course": mark.course.slug,
                "lesson": mark.lesson_key,
                "block": mark.block_key,
                "note": mark.note,
                "created": mark.created_at.isoformat(),
            }
            for mark in Bookmark.objects.of(person).select_related("course")
        ],
        "feedback": [
            {
                "course": said.course.slug,
                "rating": said.rating,
                "comment": said.comment,
                "language": said.language,
                "given": said.given_at.isoformat(),
            }
            for said in Feedback.objects.filter(person=person).select_related("course")
        ],
        "packs": [
            {
                "pack": taken.pack.slug,
                "enrolled": taken.enrolled_at.isoformat(),
                "left": taken.left_at and taken.left_at.isoformat(),
            }
            for taken in PackEnrolment.objects.filter(person=person).select_related("pack")
        ],
        "packs_completed": [
            {"pack": done.pack.slug, "completed": done.completed_at.isoformat()}
            for done in PackCompletion.objects.filter(person=person).select_related("pack")
        ],
        "done_offline": [
            {"course": slug, "deed": deed, "received": at.isoformat()}
            for slug, deed, at in OfflineReceipt.objects.filter(person=person).values_list(
                "course__slug", "deed", "received_at"
            )
        ],
    }


def erase(person: Person) -> None:
    """Bookmarks, notes and comments go; ratings stay, without a name, in the means that they are part of."""
    Bookmark.objects.of(person).delete()
    OfflineReceipt.objects.filter(person=person).delete()
    Feedback.objects.filter(person=person).update(comment="")
