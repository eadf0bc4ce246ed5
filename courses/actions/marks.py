"""Bookmarks and notes: nobody but their owner sees them, so nothing of them is logged."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.errors import NotOffered
from courses.models import Bookmark, CompiledLesson
from courses.queries.reading import ServedCourse
from wikilearn.people.models import Person


@transaction.atomic
def keep_bookmark(
    *, actor: Person, served: ServedCourse, lesson: CompiledLesson, block_key: str = "", note: str = ""
) -> Bookmark:
    """Mark a lesson or one of its blocks, or write its note anew. Raises `NotOffered` for a block that is not there."""
    if block_key and block_key not in {block["key"] for block in lesson.blocks}:
        raise NotOffered(_("The lesson has no such place."))
    bookmark, _created = Bookmark.objects.update_or_create(
        person=actor,
        course=served.entry.course,
        lesson_key=lesson.lesson_key,
        block_key=block_key,
        defaults={"title": lesson.title, "language": lesson.title_language, "note": note},
    )
    return bookmark


@transaction.atomic
def remove_bookmark(*, actor: Person, bookmark: Bookmark) -> None:
    """Forget it."""
    Bookmark.objects.of(actor).filter(pk=bookmark.pk).delete()
