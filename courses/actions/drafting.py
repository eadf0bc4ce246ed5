"""What is typed and not saved."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.errors import NotYours
from courses.models import Course, Draft
from courses.models.edits import PLACE_LENGTH
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person

LARGEST = 2_000_000
"""Characters of all fields together."""


@transaction.atomic
def keep_draft(*, actor: Person, course: Course, place: str, version: str, fields: dict[str, Any]) -> Draft:
    """Keep what the person has typed into the editor of a place. Raises `NotYours`."""
    if not actor.has_perm("courses.edit_course", course):
        raise NotYours(_("You may not change this course."))
    if len(place) > PLACE_LENGTH or len(str(fields)) > LARGEST:
        raise DomainError(_("This is too long to be kept. Please save it."))
    draft, _made = Draft.objects.update_or_create(
        person=actor,
        course=course,
        place=place,
        defaults={"fields": fields},
        create_defaults={"fields": fields, "version": version},
    )
    return draft


def discard_draft(*, actor: Person, course: Course, place: str) -> None:
    """Forget what was typed."""
    Draft.objects.filter(person=actor, course=course, place=place).delete()
