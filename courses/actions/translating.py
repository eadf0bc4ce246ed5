"""Translating segment by segment: each writes what changed, never over what somebody else wrote meanwhile."""

import unicodedata
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enums import TRANSLATION_TRANSITIONS, LocalizationState, TranslationState
from courses.errors import NotReady, NotYours, TranslationConflict, TranslationRefused, WrongState
from courses.localization.checks import LONGEST, Problem, Said, blocking, problems
from courses.localization.terms import Term, found_in
from courses.models import Course, Localization, Segment, Translation
from courses.queries.texts import glossary_of, version_of
from wikilearn.core import languages
from wikilearn.people.models import Person

State = TranslationState


@transaction.atomic
def save_translation(
    *, actor: Person, segment: Segment, language: str, text: str, seen: str = "", draft: bool = False
) -> Translation | None:
    """Say a segment in another language; None where nothing was said and nothing was there.

    A finished text passes the blocking checks (`TranslationRefused`); a `draft` need not. An empty text takes back what
    nobody has reviewed. `seen` is the version that the person started from (`version_of`): is it another one by now,
    and says something else, nothing is written (`TranslationConflict`). Also raises `NotYours`, `NotReady`,
    `WrongState`.
    """
    localization, segment = begin_translating(actor, segment, language, "courses.translate_localization")
    text = _cleaned(text)
    translation = _locked(segment, language)
    if translation is not None and translation.text == text and not draft and not _leads_on(translation):
        return translation
    not_overtaken(translation, seen, text)
    if not text:
        return _taken_back(translation, actor)
    found = problems_of(segment, language, text, terms=glossary_of(localization.course, language))
    if hard := blocking(found) if not draft else [each for each in found if each.code in _NEVER]:
        raise TranslationRefused(hard)
    state = State.DRAFT if draft else State.TRANSLATED
    if translation is None:
        translation = Translation(segment=segment, language=language, state=state)
    elif draft and translation.state not in (State.DRAFT, State.TRANSLATED, State.REJECTED):
        raise WrongState(_("Learners get this text, or will. Save it as a finished translation."))
    return _write(translation, state, text=text, actor=actor)


@transaction.atomic
def confirm_translation(*, actor: Person, segment: Segment, language: str, seen: str = "") -> Translation:
    """An outdated translation still says what its source says: by a reviewer it is reviewed, else it waits for one."""
    localization, segment = begin_translating(actor, segment, language, "courses.translate_localization")
    translation = translation_of(segment, language)
    not_overtaken(translation, seen, None)
    if translation.state != State.OUTDATED:
        raise wrong_state(translation)
    if hard := blocking(problems_of(segment, language, translation.text)):
        raise TranslationRefused(hard)
    own = localization.course.is_guarded and translation.translated_by_id == actor.pk
    if actor.has_perm("courses.review_localization", localization) and not own:
        translation.reviewed_by, translation.reviewed_at = actor, timezone.now()
        translation.state = State.REVIEWED
        translation.source_hash = segment.source_hash
        translation.save()
        return translation
    return _write(translation, State.TRANSLATED, text=translation.text, actor=actor)


def begin_translating(actor: Person, segment: Segment, language: str, permission: str) -> tuple[Localization, Segment]:
    """Lock the language of the course for one writer at a time, and see that the person may and the text is in use."""
    localization = lock_localization(segment.course, language)
    if not actor.has_perm(permission, localization):
        raise NotYours(_("You may not do this in this language."))
    segment = Segment.objects.select_related("course__organisation", "course__topic").get(pk=segment.pk)
    if segment.retired or not segment.source_text:
        raise NotReady(_("This text is no longer in the course."))
    return localization, segment


def lock_localization(course: Course, language: str) -> Localization:
    """The localization, made where there is none yet, locked until the transaction ends.

    Edits of the source lock the course for themselves; a share of that lock keeps the two in one order.
    """
    try:
        known = languages.canonical(language) == language
    except ValueError:
        known = False
    if not known or language == course.source_language:
        raise NotReady(_("The course cannot be translated into this language."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM courses_course WHERE id = %s FOR SHARE", [course.pk])
    rows = Localization.objects.select_for_update(of=["self"]).select_related("course__organisation", "course__topic")
    Localization.objects.get_or_create(course=course, language=language, defaults={"state": LocalizationState.DRAFT})
    localization: Localization = rows.get(course=course, language=language)
    return localization


def problems_of(
    segment: Segment, language: str, text: str, *, terms: list[Term] | None = None, seconds: float | None = None
) -> list[Problem]:
    """What the checks say of a text for a segment."""
    source = Said(segment.source_text, segment.course.source_language, segment.format, segment.part, seconds)
    said = Said(text, language, segment.format, segment.part, seconds)
    if terms is None:
        terms = glossary_of(segment.course, language)
    return problems(source, said, found_in(segment.source_text, terms))


def wrong_state(translation: Translation) -> WrongState:
    """The sentence for a step that the state does not allow; who was faster is named."""
    state = State(translation.state).label
    if translation.state == State.REVIEWED and translation.reviewed_by is not None:
        name = translation.reviewed_by.username
        return WrongState(_("%(name)s has reviewed this text already.") % {"name": name})
    return WrongState(_("This is not possible while the text is in the state “%(state)s”.") % {"state": state})


_NEVER = ("too_long", "control", "bidi")
"""What not even a draft may hold."""


def _cleaned(text: str) -> str:
    """One spelling of line ends and letters. What is far too long is refused before anything reads it."""
    if len(text) > LONGEST:
        raise TranslationRefused([Problem("too_long", _("The text is too long to be a translation."))])
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _locked(segment: Segment, language: str) -> Translation | None:
    rows = Translation.objects.select_for_update(of=["self"]).select_related("reviewed_by", "translated_by")
    return rows.filter(segment=segment, language=language).first()


def translation_of(segment: Segment, language: str) -> Translation:
    translation = _locked(segment, language)
    if translation is None:
        raise NotReady(_("This text is not translated yet."))
    translation.segment = segment
    return translation


def not_overtaken(translation: Translation | None, seen: str, text: str | None) -> None:
    if seen and seen != version_of(translation) and (translation is None or translation.text != text):
        by = translation.translated_by.username if translation is not None and translation.translated_by else ""
        if by:
            raise TranslationConflict(
                _("%(name)s has changed this text meanwhile. Look at it before you save.") % {"name": by}
            )
        raise TranslationConflict(_("This text has changed meanwhile. Look at it before you save."))


def _leads_on(translation: Translation) -> bool:
    """Saving the same text again finishes a draft, answers a rejection, or confirms an outdated text."""
    return translation.state in (State.DRAFT, State.REJECTED, State.OUTDATED)


def _taken_back(translation: Translation | None, actor: Person) -> Translation | None:
    if translation is None:
        return None
    if translation.state not in (State.DRAFT, State.TRANSLATED, State.REJECTED):
        raise WrongState(_("This text has been reviewed. Write another one instead of none."))
    return _write(translation, State.DRAFT, text="", actor=actor)


def _write(translation: Translation, state: State, *, text: str, actor: Person) -> Translation:
    before = State(translation.state)
    if translation.pk and before != state and state not in TRANSLATION_TRANSITIONS[before]:
        raise wrong_state(translation)
    fields: dict[str, Any] = {
        "text": text,
        "state": state,
        "source_hash": translation.segment.source_hash,
        "translated_by": actor,
        "translated_at": timezone.now(),
        "reviewed_by": None,
        "reviewed_at": None,
    }
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.save()
    return translation
