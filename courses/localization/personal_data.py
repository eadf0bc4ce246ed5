"""What localizing keeps about a person: what they wrote, where they were named and asked.

Texts and steps stay without a name after an erasure: courses in other languages rest on them.
"""

from typing import Any

from django.utils import timezone

from courses.models import Assignment, LocalizationRole, Translation, TranslationComment
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Translations and reviews, comments, roles and assignments."""
    written = Translation.objects.filter(translated_by=person).select_related("segment__course")
    reviewed = Translation.objects.filter(reviewed_by=person).select_related("segment__course")
    comments = TranslationComment.objects.filter(author=person).select_related("segment__course")
    roles = LocalizationRole.objects.filter(person=person).select_related("course")
    asked = Assignment.objects.filter(person=person).select_related("course", "module")
    return {
        "translations": [_place(row) | {"text": row.text, "time": _time(row.translated_at)} for row in written],
        "reviews": [_place(row) | {"state": row.state, "time": _time(row.reviewed_at)} for row in reviewed],
        "comments": [_place(row) | {"text": row.text, "time": _time(row.created_at)} for row in comments],
        "roles": [
            {"course": row.course.slug, "language": row.language, "role": row.role, "time": _time(row.granted_at)}
            for row in roles
        ],
        "assignments": [
            {
                "course": row.course.slug,
                "module": row.module.key if row.module else None,
                "language": row.language,
                "time": _time(row.assigned_at),
            }
            for row in asked
        ],
    }


def erase(person: Person) -> None:
    """Forget roles, open assignments and what was commented; texts stay without a name."""
    LocalizationRole.objects.filter(person=person).delete()
    Assignment.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())
    TranslationComment.objects.filter(author=person).delete()


def _place(row: Any) -> dict[str, Any]:
    return {"course": row.segment.course.slug, "segment": row.segment.key, "language": row.language}


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
