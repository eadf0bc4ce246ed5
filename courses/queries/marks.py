"""A person's own bookmarks and notes, found and written out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from courses.models import Bookmark, CompiledCourse
from courses.queries.reading import language_place
from wikilearn.people.models import Person


def bookmarks_of(person: Person, *, chain: Sequence[str], words: str = "", course: str = "") -> "QuerySet[Any]":
    """Each with `course_title` in the first of the languages; by words of note, lesson or course, and by course."""
    titles = (
        CompiledCourse.objects.filter(course=OuterRef("course"))
        .annotate(place=language_place(chain))
        .order_by("place", "-completeness", "language")
    )
    rows = Bookmark.objects.of(person).select_related("course")
    rows = rows.annotate(course_title=Subquery(titles.values("title")[:1]))
    if course:
        rows = rows.filter(course__slug=course)
    if words:
        rows = rows.filter(
            Q(note__unaccent__icontains=words)
            | Q(title__unaccent__icontains=words)
            | Q(course_title__unaccent__icontains=words)
        )
    return rows


def marked_courses(person: Person, *, chain: Sequence[str]) -> list[tuple[str, str]]:
    """Address and title of each course that has bookmarks; one query."""
    rows = bookmarks_of(person, chain=chain).order_by("course_title", "course_id").distinct("course_title", "course_id")
    return [(row.course.slug, row.course_title or row.course.slug) for row in rows]


def address_of(bookmark: Bookmark) -> str:
    """Where it leads."""
    address = reverse("courses:lesson", args=[bookmark.course.slug, bookmark.lesson_key])
    return f"{address}#block-{bookmark.block_key}" if bookmark.block_key else address


def as_markdown(bookmarks: Iterable[Any], *, site: str) -> Iterator[str]:
    """A document with a heading for each course and a list of places with their notes."""
    for (slug, title), marks in groupby(bookmarks, key=lambda mark: (mark.course.slug, mark.course_title)):
        yield f"# {_line(title or slug)}\n\n"
        for mark in marks:
            yield f"- [{_line(mark.title)}]({site}{address_of(mark)})\n"
            if mark.note:
                yield "".join(f"  {line}\n" for line in ["", *mark.note.splitlines(), ""])
        yield "\n"


def _line(text: str) -> str:
    """Text inside a heading or a link."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
