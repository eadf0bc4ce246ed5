"""What is to be taken before a course."""

from typing import Any

from django.db.models import Exists, OuterRef

from courses.models import CompiledCourse, Completion, Course
from courses.queries.reading import ServedCourse, language_place
from wikilearn.people.models import Person


def required_before(served: ServedCourse, *, reader: Person | None, chain: list[str]) -> list[CompiledCourse]:
    """The courses that learners should have taken before, each in the best language for the reader, with `passed`.

    One query. What is not offered at present is left out: nobody can take it.
    """
    required: Any = Course.objects.filter(leads_to=served.entry.course_id)
    passed = Completion.objects.filter(course=OuterRef("course"), person=reader.pk if reader is not None else None)
    tags = [served.entry.language, *chain]
    rows = (
        CompiledCourse.objects.filter(course__in=required)
        .annotate(place=language_place(tags), passed=Exists(passed))
        .order_by("course_id", "place", "-completeness", "language")
        .distinct("course_id")
        .select_related("course")
        .only("title", "title_language", "course__slug")
    )
    return sorted(rows, key=lambda entry: entry.title)
