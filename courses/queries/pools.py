"""The questions of a course as their authors see them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from courses.assessment.checking import pool_warnings, warnings_of
from courses.models import Course, Question, Segment
from courses.queries.item_statistics import ItemStatistics, statistics_of


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the list of its author, with how people did if enough have answered it."""

    question: Question
    text: str
    module_title: str
    warnings: list[str]
    statistics: ItemStatistics | None


def questions_of(course: Course, *, module: str = "", kind: str = "", words: str = "") -> QuerySet[Question]:
    """The questions of the working copy, module by module; `words` are looked for in all their texts."""
    rows = course.questions.select_related("module").order_by("module__position", "module_id", "position", "id")
    if module:
        rows = rows.filter(module__key=module)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split()[:8]:
        said = Segment.objects.filter(question=OuterRef("pk"), retired=False, source_text__icontains=word)
        rows = rows.filter(Exists(said))
    return rows


def lines_of(course: Course, questions: Iterable[Question]) -> list[QuestionLine]:
    """The lines of some questions; three queries whatever their number."""
    rows = list(questions)
    texts = texts_of_questions([row.pk for row in rows])
    titles = module_titles(course)
    figures = statistics_of(course, [row.key for row in rows])
    return [
        QuestionLine(
            question=row,
            text=texts[row.pk].get("prompt", row.key),
            module_title=titles.get(row.module_id, row.module.key),
            warnings=warnings_of(row.kind, settings=row.settings, answer=row.answer, texts=texts[row.pk]),
            statistics=figures.get(row.key),
        )
        for row in rows
    ]


def advice_on(course: Course) -> list[str]:
    """What is wrong with the pool as a whole; two queries."""
    rows = list(course.questions.all())
    texts = texts_of_questions([row.pk for row in rows])
    pool = [(row.kind, row.settings, row.answer, texts[row.pk]) for row in rows]
    return pool_warnings(pool, drawn=course.questions_per_attempt) if pool else []


def texts_of_questions(ids: list[int]) -> dict[int, dict[str, str]]:
    """The source texts of questions by part; one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Segment.objects.filter(question__in=ids, retired=False)
    for question_id, part, text in rows.values_list("question_id", "part", "source_text"):
        found[question_id or 0][part] = text
    return found


def module_titles(course: Course) -> dict[int, str]:
    """Titles of the modules in the source language; one query."""
    rows = Segment.objects.filter(course=course, part="title", module__isnull=False, lesson=None, block=None)
    return {module or 0: title for module, title in rows.values_list("module_id", "source_text")}
