"""Reviewing what a course says in other languages, one text or many at a time."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.counting import recount
from courses.actions.translating import (
    begin_translating,
    lock_localization,
    not_overtaken,
    problems_of,
    translation_of,
    wrong_state,
)
from courses.enums import TRANSLATION_TRANSITIONS, TranslationState
from courses.errors import NotReady, NotYours, TranslationRefused
from courses.localization.checks import blocking
from courses.models import Course, Localization, Module, Segment, Translation, TranslationComment
from courses.queries.texts import glossary_of
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

REVIEW = "courses.review_localization"


@transaction.atomic
def begin_localization(*, actor: Person, course: Course, language: str) -> Localization:
    """Open the pages of a language in which nothing is said yet; beginning twice begins once."""
    localization = lock_localization(course, language)
    if not actor.has_perm("courses.translate_localization", localization):
        raise NotYours(_("You may not do this in this language."))
    if not localization.total:
        recount(course)
        localization.refresh_from_db()
    return localization


@transaction.atomic
def review_translation(*, actor: Person, segment: Segment, language: str, seen: str = "") -> Translation:
    """Approve one text. In guarded courses somebody else does than whoever wrote it.

    Raises `NotYours`, `WrongState` (another reviewer was faster, too), `TranslationConflict`, `TranslationRefused`.
    """
    localization, segment = begin_translating(actor, segment, language, REVIEW)
    translation = translation_of(segment, language)
    if translation.state != TranslationState.TRANSLATED:
        raise wrong_state(translation)
    not_overtaken(translation, seen, None)
    if localization.course.is_guarded and translation.translated_by_id == actor.pk:
        raise NotYours(_("You translated this text yourself. Somebody else reviews it."))
    if hard := blocking(problems_of(segment, language, translation.text)):
        raise TranslationRefused(hard)
    translation.state = TranslationState.REVIEWED
    translation.reviewed_by, translation.reviewed_at = actor, timezone.now()
    translation.save()
    return translation


@transaction.atomic
def reject_translation(*, actor: Person, segment: Segment, language: str, comment: str, seen: str = "") -> Translation:
    """Send one text back to its translator, who is told why."""
    _localization, segment = begin_translating(actor, segment, language, REVIEW)
    translation = translation_of(segment, language)
    if TranslationState.REJECTED not in TRANSLATION_TRANSITIONS[TranslationState(translation.state)]:
        raise wrong_state(translation)
    not_overtaken(translation, seen, None)
    if not comment.strip():
        raise NotReady(_("Say why, so that the translator can do better."), field="comment")
    translation.state = TranslationState.REJECTED
    translation.reviewed_by, translation.reviewed_at = actor, timezone.now()
    translation.save()
    TranslationComment.objects.create(segment=segment, language=language, author=actor, text=comment.strip())
    _tell(translation.translated_by, actor, "translation_rejected", segment, language, comment=comment)
    return translation


@transaction.atomic
def comment_translation(*, actor: Person, segment: Segment, language: str, text: str) -> TranslationComment:
    """Say something about how a text is said; its translator, and who commented before, are told."""
    localization = lock_localization(segment.course, language)
    if not (actor.has_perm("courses.translate_localization", localization) or actor.has_perm(REVIEW, localization)):
        raise NotYours(_("You may not do this in this language."))
    if not text.strip() or len(text) > 2000:
        raise NotReady(_("A comment has between 1 and 2000 characters."), field="comment")
    comment = TranslationComment.objects.create(segment=segment, language=language, author=actor, text=text.strip())
    translation = Translation.objects.filter(segment=segment, language=language).first()
    earlier = TranslationComment.objects.filter(segment=segment, language=language).select_related("author")
    told = {each.author_id: each.author for each in earlier}
    if translation is not None and translation.translated_by is not None:
        told[translation.translated_by.pk] = translation.translated_by
    for person in told.values():
        _tell(person, actor, "translation_comment", segment, language, comment=text, occasion=f"{comment.pk}")
    return comment


@transaction.atomic
def resolve_comments(*, actor: Person, segment: Segment, language: str) -> int:
    """The comments on a text have been dealt with; gives how many."""
    localization = lock_localization(segment.course, language)
    if not (actor.has_perm("courses.translate_localization", localization) or actor.has_perm(REVIEW, localization)):
        raise NotYours(_("You may not do this in this language."))
    rows = TranslationComment.objects.filter(segment=segment, language=language, resolved_at=None)
    return rows.update(resolved_at=timezone.now())


@transaction.atomic
def approve_passing(
    *, actor: Person, course: Course, language: str, module: Module | None = None, segments: Iterable[int] | None = None
) -> tuple[int, int]:
    """Mark as reviewed each finished translation in which no check finds anything that blocks; of the whole course, of
    one module, or of the segments with these ids. Gives how many were reviewed and how many were held back: those in
    which something blocks and, in guarded courses, one's own.
    """
    localization = lock_localization(course, language)
    if not actor.has_perm(REVIEW, localization):
        raise NotYours(_("Only reviewers do this."))
    waiting = _waiting(localization).select_related("segment__course").select_for_update(of=["self"])
    if module is not None:
        waiting = waiting.filter(segment__module=module)
    if segments is not None:
        waiting = waiting.filter(segment__in=list(segments))
    terms = glossary_of(localization.course, language)
    passing, held = [], 0
    for translation in waiting:
        own = localization.course.is_guarded and translation.translated_by_id == actor.pk
        if own or blocking(problems_of(translation.segment, language, translation.text, terms=terms)):
            held += 1
        else:
            passing.append(translation.pk)
    _mark_reviewed(Translation.objects.filter(pk__in=passing), actor, localization)
    return len(passing), held


@transaction.atomic
def review_localization(*, actor: Person, course: Course, language: str) -> int:
    """Mark every finished translation in a language as reviewed; gives how many.

    In mandatory and sensitive courses nobody reviews what they translated themselves. What loses something stays as it
    is. Raises `NotYours`, `NotReady`.
    """
    localization = lock_localization(course, language)
    if not actor.has_perm(REVIEW, localization):
        raise NotYours(_("Only reviewers do this."))
    waiting = _waiting(localization)
    if localization.course.is_guarded and waiting.filter(translated_by=actor).exists():
        raise NotYours(_("You translated some of these texts yourself. Somebody else reviews them."))
    if not waiting.exists():
        name = languages.get(language).autonym
        raise NotReady(_("No translation into %(language)s waits for a review.") % {"language": name})
    reviewed, _held = approve_passing(actor=actor, course=course, language=language)
    return reviewed


def _waiting(localization: Localization) -> "QuerySet[Translation]":
    return Translation.objects.filter(
        segment__course=localization.course,
        segment__retired=False,
        language=localization.language,
        state=TranslationState.TRANSLATED,
    )


def _mark_reviewed(rows: "QuerySet[Translation]", actor: Person, localization: Localization) -> None:
    number = rows.update(state=TranslationState.REVIEWED, reviewed_by=actor, reviewed_at=timezone.now())
    if number:
        record(
            actor=actor.reference,
            action="courses.localization_reviewed",
            target=localization.course.reference,
            details={"language": localization.language, "texts": number},
        )


def _tell(
    person: Person | None, actor: Person, kind: str, segment: Segment, language: str, occasion: str = "", **context: Any
) -> None:
    """Let a translator know, unless they did it themselves."""
    if person is None or person.pk == actor.pk:
        return
    notify(
        person=person,
        kind=kind,
        context={"source": segment.source_text[:200], "language": language, "by": actor.username} | context,
        url=reverse("courses:localize_segment", args=[segment.course.slug, language, segment.pk]),
        key=f"{kind}:{segment.pk}:{language}:{occasion or timezone.now().isoformat()}",
    )
