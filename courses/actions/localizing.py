"""Reviewing what a course says in other languages."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.counting import recount
from courses.enums import CourseState, TranslationState
from courses.errors import NotReady, NotYours
from courses.models import Course, Translation
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.people.models import Person


@transaction.atomic
def review_localization(*, actor: Person, course: Course, language: str) -> int:
    """Mark every finished translation in a language as reviewed; gives how many.

    In mandatory and sensitive courses nobody reviews what they translated themselves. Raises `NotYours`, `NotReady`.
    """
    course = Course.objects.locked(course.pk)
    if not actor.has_perm("courses.review_localization", course):
        raise NotYours(_("Only reviewers do this."))
    waiting = Translation.objects.filter(
        segment__course=course, segment__retired=False, language=language, state=TranslationState.TRANSLATED
    )
    if course.is_guarded and waiting.filter(translated_by=actor).exists():
        raise NotYours(_("You translated some of these texts yourself. Somebody else reviews them."))
    reviewed = waiting.update(state=TranslationState.REVIEWED, reviewed_by=actor, reviewed_at=timezone.now())
    if not reviewed:
        name = languages.get(language).autonym
        raise NotReady(_("No translation into %(language)s waits for a review.") % {"language": name})
    if course.state == CourseState.PUBLISHED:
        course.state = CourseState.DRAFT
        course.save()
    recount(course)
    record(
        actor=actor.reference,
        action="courses.localization_reviewed",
        target=course.reference,
        details={"language": language, "texts": reviewed},
    )
    return reviewed
