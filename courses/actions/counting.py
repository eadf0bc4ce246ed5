"""Keeping the counters of localizations, so that no page has to count."""

from django.db.models import Count, Q

from courses.enums import TranslationState
from courses.models import Course, Localization, Translation

_COUNTERS = ["total", "translated", "reviewed", "published", "outdated"]


def recount(course: Course) -> None:
    """Bring the counters of the course's localizations up to date; a language with its first translation gets one.

    Called in the transaction of every change of segments or translations. Three queries whatever the languages.
    """
    total = course.segments.wanted().count()
    state = TranslationState
    rows = (
        Translation.objects.filter(segment__course=course, segment__retired=False)
        .exclude(language=course.source_language)
        .values("language")
        .annotate(
            translated=Count("pk", filter=~Q(state__in=[state.DRAFT, state.REJECTED])),
            reviewed=Count("pk", filter=Q(state__in=[state.REVIEWED, state.PUBLISHED])),
            published=Count("pk", filter=Q(state=state.PUBLISHED)),
            outdated=Count("pk", filter=Q(state=state.OUTDATED)),
        )
    )
    counted = {row["language"]: {name: int(row[name]) for name in _COUNTERS[1:]} for row in rows}  # type: ignore[literal-required]
    for language in course.localizations.values_list("language", flat=True):
        counted.setdefault(language, dict.fromkeys(_COUNTERS[1:], 0))
    Localization.objects.bulk_create(
        [Localization(course=course, language=language, total=total, **row) for language, row in counted.items()],
        update_conflicts=True,
        unique_fields=["course", "language"],
        update_fields=_COUNTERS,
    )
