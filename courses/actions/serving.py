"""Which translations learners get: the gate, module by module and language by language, when something is published."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.enums import LocalizationState, TranslationState
from courses.localization.gate import COURSE, Part, Served, gates, parts_of, serve, serves_unreviewed, threshold_of
from courses.models import Course, ModuleLocalization, Translation
from courses.publishing.snapshot import Document
from courses.queries.texts import translations_now

Live = dict[str, set[str]]
"""The parts (keys of modules, and the course's own texts) that learners get, by language."""


def serve_translations(course: Course, document: Document) -> None:
    """Replace the translations of a document that is about to be published by what learners get of them.

    What is live stays live; a module that passes the gate by now goes live with this publication.
    """
    before = course.published_revision.document["translations"] if course.published_revision else {}
    now = translations_now(course)
    live = live_parts(course)
    unreviewed = serves_unreviewed(course.settings, guarded=course.is_guarded)
    threshold = threshold_of(course.settings, guarded=course.is_guarded)
    served: dict[str, Served] = {}
    for language in sorted(now.keys() | before.keys()):
        texts = {"current": now.get(language, {}), "previous": before.get(language, {}), "unreviewed": unreviewed}
        passing = {key for key, part in gates(document, **texts).items() if part.passes(threshold)}
        parts = live.get(language, set()) | passing - {COURSE}
        if parts:
            live[language] = parts | {COURSE}
            served[language] = serve(document, live[language], **texts)
    document["translations"] = {language: said for language, said in served.items() if said}


def language_gates(course: Course, document: Document, language: str) -> dict[str, Part]:
    """How far each part of a published document is in a language, were it published now. One query."""
    return gates(
        document,
        current=translations_now(course, [language]).get(language, {}),
        previous=document["translations"].get(language, {}),
        unreviewed=serves_unreviewed(course.settings, guarded=course.is_guarded),
    )


def live_parts(course: Course) -> Live:
    """What learners get already; one query."""
    found: Live = defaultdict(set)
    rows = ModuleLocalization.objects.filter(course=course, live=True)
    for language, key in rows.values_list("language", "module__key"):
        found[language].add(key or COURSE)
    return dict(found)


def mark_live(
    course: Course, document: Document, offered: Iterable[str], languages: Iterable[str] | None = None
) -> None:
    """Keep what went live with a document; reviewed texts in it are published. Of all languages, or of these."""
    rows = ModuleLocalization.objects.filter(course=course)
    there = {*document["translations"], *rows.values_list("language", flat=True)}
    wanted = list(languages) if languages is not None else sorted(there)
    parts, now = parts_of(document), timezone.now()
    for language in wanted:
        said = document["translations"].get(language, {})
        keys = {parts[key] for key in said}
        raw = {parts[key] for key, (_text, state, _hash) in said.items() if state == TranslationState.TRANSLATED}
        here = rows.filter(language=language)
        chosen = Q(module__key__in=keys - {COURSE}) | (Q(module=None) if COURSE in keys else Q(pk=None))
        on = here.filter(chosen)
        here.exclude(pk__in=on.values("pk")).filter(live=True).update(live=False, unreviewed=False)
        on.update(live=True, published_at=now)
        marked = Q(module__key__in=raw) | (Q(module=None) if COURSE in raw else Q(pk=None))
        on.update(unreviewed=False)
        on.filter(pk__in=here.filter(marked).values("pk")).update(unreviewed=True)
    _publish_reviewed(course, wanted)
    localizations = course.localizations.filter(language__in=wanted)
    localizations.exclude(language__in=list(offered)).update(state=LocalizationState.DRAFT)
    localizations.filter(language__in=list(offered)).update(state=LocalizationState.PUBLISHED)


def acting(person_id: int) -> None:
    """Let the log of steps know who takes them, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wikilearn.actor', %s, true)", [str(person_id)])


def _publish_reviewed(course: Course, languages: list[str]) -> None:
    live = ModuleLocalization.objects.filter(course=course, language=OuterRef("language"), live=True)
    in_module = live.filter(module=OuterRef("segment__module"))
    in_course = live.filter(module=None)
    Translation.objects.filter(
        Exists(in_module) | Q(Exists(in_course), segment__module=None),
        segment__course=course,
        segment__retired=False,
        language__in=languages,
        state=TranslationState.REVIEWED,
    ).update(state=TranslationState.PUBLISHED)
