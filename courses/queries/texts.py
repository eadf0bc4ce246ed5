"""Translations as the gate and the checks want them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from courses.enums import TranslationState
from courses.localization.gate import Now
from courses.localization.terms import Term
from courses.models import Course, GlossaryTerm, Translation
from courses.models.texts import text_hash

REVIEWED = (TranslationState.REVIEWED, TranslationState.PUBLISHED)


def translations_now(course: Course, languages: Iterable[str] | None = None) -> dict[str, dict[str, Now]]:
    """The course's translations by language and segment key; one query."""
    rows = Translation.objects.filter(segment__course=course, segment__retired=False)
    if languages is not None:
        rows = rows.filter(language__in=list(languages))
    found: dict[str, dict[str, Now]] = defaultdict(dict)
    names = ("language", "segment__key", "text", "state", "source_hash", "reviewed_at")
    for language, key, text, state, source_hash, reviewed_at in rows.values_list(*names):
        reviewed = state in REVIEWED or (state == TranslationState.OUTDATED and reviewed_at is not None)
        found[language][key] = Now(text, state, source_hash, reviewed)
    found.pop(course.source_language, None)
    return dict(found)


def version_of(translation: Translation | None) -> str:
    """What a form keeps to notice that somebody else was faster; `new` for a text that is not there yet."""
    if translation is None:
        return "new"
    return text_hash(f"{translation.state} {translation.source_hash} {translation.text}")[:16]


def glossary_of(course: Course, language: str) -> list[Term]:
    """The terms of the course's source language, its organisation's before everybody's, in one other language."""
    rows = GlossaryTerm.objects.filter(
        Q(organisation=None) | Q(organisation=course.organisation_id), language=course.source_language
    ).prefetch_related("translations")
    found: dict[str, Term] = {}
    for row in sorted(rows, key=lambda row: (row.organisation_id is None, row.term)):
        said = [each for each in row.translations.all() if each.language == language]
        term = Term(
            row.term,
            note=row.note,
            untranslated=row.untranslated,
            preferred=tuple(each.text for each in said if not each.forbidden),
            forbidden=tuple(each.text for each in said if each.forbidden),
        )
        if term.untranslated or said:
            found.setdefault(row.term.casefold(), term)
    return list(found.values())
