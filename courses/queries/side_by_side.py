"""A module side by side: each text with its translation and all that helps to write it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from courses.enums import TranslationState
from courses.localization.checks import Problem, Said, problems
from courses.localization.differences import word_diff
from courses.localization.terms import Term, found_in
from courses.models import Course, Localization, Segment, SourceText, Translation, TranslationComment
from courses.models.texts import MEMORY
from courses.queries.texts import REVIEWED, glossary_of, version_of

SHOWN = ("all", "untranslated", "waiting", "outdated", "rejected", "problems", "commented")
ALIKE = 0.55
"""How much two texts must have in common to be shown, by trigrams."""
CANDIDATES = 200
"""So many alike texts are compared at most: of a phrase that stands everywhere, any of them will do."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A text that was said before: in which course, how alike the sources are in per cent, and what it became."""

    percent: int
    source: str
    text: str
    course: str


@dataclass(slots=True)
class Row:
    """A segment and its translation. `typed` is what the form came back with; `error` why."""

    segment: Segment
    translation: Translation | None
    language: str
    problems: list[Problem] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    comments: int = 0
    old_source: str = ""
    typed: str | None = None
    error: str = ""
    saved: str = ""

    @property
    def text(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return self.translation.text if self.translation else ""

    @property
    def theirs(self) -> str:
        """What somebody else has written meanwhile, where the form came back."""
        said = self.translation.text if self.translation else ""
        return said if self.typed is not None and self.typed != said else ""

    @property
    def seen(self) -> str:
        """The version that the field starts from."""
        return version_of(self.translation)

    @property
    def state(self) -> str:
        """The state of the translation; empty where there is none."""
        return self.translation.state if self.translation else ""

    @property
    def changes(self) -> list[tuple[str, str]]:
        """The difference between the source that was translated and the source as it is."""
        return list(word_diff(self.old_source, self.segment.source_text)) if self.old_source else []

    @property
    def lines(self) -> int:
        """How tall the field should be."""
        longest = max(self.segment.source_text, self.text, key=len)
        return min(16, max(2, longest.count("\n") + 1 + len(longest) // 60))


def segments_shown(localization: Localization, module_id: int | None, show: str) -> "QuerySet[Segment] | list[Segment]":
    """The segments of a module (of the course itself, if none) that the filter leaves, in reading order."""
    language = localization.language
    rows = Segment.objects.filter(course=localization.course, module=module_id).to_translate().order_by("order", "id")
    rows = rows.select_related("course", "lesson", "block", "question")
    there = Translation.objects.filter(segment=OuterRef("pk"), language=language)
    states = {
        "waiting": TranslationState.TRANSLATED,
        "outdated": TranslationState.OUTDATED,
        "rejected": TranslationState.REJECTED,
    }
    if show == "untranslated":
        return rows.exclude(Exists(there.exclude(state=TranslationState.DRAFT)))
    if show in states:
        return rows.filter(Exists(there.filter(state=states[show])))
    if show == "commented":
        comments = TranslationComment.objects.filter(segment=OuterRef("pk"), language=language, resolved_at=None)
        return rows.filter(Exists(comments))
    if show == "problems":
        found = rows_of(localization, list(rows.filter(Exists(there))))
        return [row.segment for row in found if any(problem.code != "untranslated" for problem in row.problems)]
    return rows


def rows_of(localization: Localization, segments: Sequence[Segment]) -> list[Row]:
    """The segments side by side with what is said in the language. Six queries whatever their number."""
    course, language = localization.course, localization.language
    ids = [segment.pk for segment in segments]
    translations = {
        row.segment_id: row
        for row in Translation.objects.filter(segment__in=ids, language=language).select_related(
            "translated_by", "reviewed_by"
        )
    }
    terms = glossary_of(course, language)
    old = _old_sources(ids, translations)
    comments = dict(
        TranslationComment.objects.filter(segment__in=ids, language=language, resolved_at=None)
        .order_by()
        .values("segment")
        .annotate(n=Count("pk"))
        .values_list("segment", "n")
    )
    same = _said_before(segments, language)
    rows = []
    for segment in segments:
        segment.course = course
        translation = translations.get(segment.pk)
        found = found_in(segment.source_text, terms)
        text = translation.text if translation else ""
        rows.append(
            Row(
                segment=segment,
                translation=translation,
                language=language,
                problems=_problems(segment, language, text, found) if translation else [],
                terms=found,
                memory=[] if text else same[segment.source_hash],
                comments=comments.get(segment.pk, 0),
                old_source=old.get(segment.pk, ""),
            )
        )
    return rows


def memory_of(segment: Segment, language: str, *, most: int = 5) -> list[Memory]:
    """What was said for the same or similar texts, reviewed, in courses that learners take; best first. Two queries."""
    start = segment.source_text[:MEMORY]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
        alike = (
            Segment.objects.annotate(start=Left("source_text", MEMORY))
            .filter(start__trigram_similar=start, course__source_language=segment.course.source_language)
            .order_by()
            .values("pk")[:CANDIDATES]
        )
        exactly = Segment.objects.filter(source_hash=segment.source_hash).order_by().values("pk")[:CANDIDATES]
        rows = (
            _reviewed(language)
            .exclude(segment=segment)
            .filter(Q(segment__in=alike) | Q(segment__in=exactly))
            .annotate(alike=TrigramSimilarity(Left("segment__source_text", MEMORY), start))
            .order_by("-alike", "-reviewed_at")[: 4 * most]
        )
        found: dict[str, Memory] = {}
        for row in rows:
            same = row.segment.source_hash == segment.source_hash
            percent = 100 if same else min(99, round(100 * row.alike))
            found.setdefault(row.text, Memory(percent, row.segment.source_text, row.text, row.segment.course.slug))
    return sorted(found.values(), key=lambda each: -each.percent)[:most]


def cue_seconds(segment: Segment) -> float | None:
    """How long the caption of a segment is shown."""
    name, _dot, number = segment.part.partition(".")
    if name != "cue" or segment.block is None or not number.isdigit():
        return None
    cues: Any = segment.block.settings.get("cues", [])
    try:
        start, end = cues[int(number)]
    except (IndexError, TypeError, ValueError):
        return None
    return max(0, end - start) / 1000 or None


def _problems(segment: Segment, language: str, text: str, terms: list[Term]) -> list[Problem]:
    source = Said(
        segment.source_text, segment.course.source_language, segment.format, segment.part, cue_seconds(segment)
    )
    return problems(source, Said(text, language, segment.format, segment.part, cue_seconds(segment)), terms)


def _old_sources(ids: list[int], translations: dict[int, Translation]) -> dict[int, str]:
    outdated = {pk: row.source_hash for pk, row in translations.items() if row.state == TranslationState.OUTDATED}
    rows = SourceText.objects.filter(segment__in=ids, hash__in=list(outdated.values()))
    return {row.segment_id: row.text for row in rows if outdated.get(row.segment_id) == row.hash}


def _said_before(segments: Sequence[Segment], language: str) -> dict[str, list[Memory]]:
    """Exactly the same texts elsewhere."""
    hashes = {segment.source_hash for segment in segments}
    own = Q(segment__in=[segment.pk for segment in segments])
    found: dict[str, list[Memory]] = defaultdict(list)
    for row in _reviewed(language).filter(segment__source_hash__in=hashes).exclude(own).order_by("-reviewed_at")[:200]:
        kept = found[row.segment.source_hash]
        if row.text not in {each.text for each in kept} and len(kept) < 3:
            kept.append(Memory(100, row.segment.source_text, row.text, row.segment.course.slug))
    return found


def _reviewed(language: str) -> "QuerySet[Translation]":
    return Translation.objects.filter(
        language=language,
        state__in=REVIEWED,
        segment__retired=False,
        segment__course__published_revision__isnull=False,
    ).select_related("segment__course")


def row_of(localization: Localization, segment: Segment, **shown: Any) -> Row:
    """One segment side by side, as after a save."""
    row = rows_of(localization, [segment])[0]
    for name, value in shown.items():
        setattr(row, name, value)
    return row


def courses_reviewed(rows: "QuerySet[Localization]") -> "QuerySet[Course]":
    """The courses of these localizations, to choose from."""
    return Course.objects.filter(pk__in=rows.values("course")).with_title().order_by("slug")
