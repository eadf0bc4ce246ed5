"""Courses as their authors and reviewers see them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from courses.enums import RevisionKind
from courses.models import Block, Course, Lesson, Localization, Segment
from courses.querysets import CourseQuerySet
from wikilearn.people.models import Person


def courses_of(person: Person | AnonymousUser) -> CourseQuerySet:
    """The courses that the person writes or reviews, with `title`, number of `lesson_count` and localizations.

    Two queries: rows, localizations.
    """
    lessons = Lesson.objects.filter(course=OuterRef("pk")).order_by().values("course").annotate(n=Count("pk"))
    courses: CourseQuerySet = (
        Course.objects.visible_to_authors(person)
        .with_title()
        .annotate(lesson_count=Coalesce(Subquery(lessons.values("n")), 0))
        .select_related("organisation", "topic")
        .prefetch_related(Prefetch("localizations", Localization.objects.filter(translated__gt=0)))
        .order_by("organisation__name", "title", "slug")
    )
    return courses


@dataclass(slots=True)
class LessonLine:
    """A lesson in the outline of the working copy."""

    key: str
    title: str
    minutes: int
    kinds: list[str]


@dataclass(slots=True)
class ModuleLine:
    """A module in the outline of the working copy."""

    key: str
    title: str
    lessons: list[LessonLine] = field(default_factory=list)


def outline_of(course: Course) -> list[ModuleLine]:
    """Modules and lessons of the working copy with their titles in the source language. Four queries."""
    titles = dict(Segment.objects.filter(course=course, part="title").values_list("key", "source_text"))
    kinds: dict[int, list[str]] = defaultdict(list)
    for block in Block.objects.filter(lesson__course=course).only("lesson_id", "kind"):
        kinds[block.lesson_id].append(block.get_kind_display())
    modules = {
        module.pk: ModuleLine(module.key, titles.get(f"module/{module.key}/title", module.key))
        for module in course.modules.all()
    }
    for lesson in course.lessons.all():
        title = titles.get(f"lesson/{lesson.key}/title", lesson.key)
        modules[lesson.module_id].lessons.append(LessonLine(lesson.key, title, lesson.minutes, kinds[lesson.pk]))
    return list(modules.values())


def kind_since_last(course: Course) -> str:
    """What the edits since the last revision were, taken together: major if one of them was."""
    latest = course.revisions.values_list("published_at", flat=True).first()
    edits = course.edits.filter(kind=RevisionKind.MAJOR)
    first_or_major = latest is None or edits.filter(at__gt=latest).exists() or not course.edits.exists()
    return str(RevisionKind.MAJOR if first_or_major else RevisionKind.MINOR)


def effect_of(course: Course) -> dict[str, Any]:
    """Whom a new revision meets: `learners` enrolled, `completions`, `outdated` languages. Three queries."""
    return {
        "learners": course.enrolments.count(),
        "completions": course.completions.count(),
        "outdated": course.localizations.filter(outdated__gt=0).count(),
    }
