"""Selections, read as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, Subquery

if TYPE_CHECKING:
    from wikilearn.people.models import Person


class CourseQuerySet(models.QuerySet[Any]):
    """Courses as authors and reviewers meet them; learners meet `CompiledCourse`."""

    def served(self) -> "CourseQuerySet":
        """Those that learners can take."""
        return self.filter(published_revision__isnull=False)

    def with_title(self) -> "CourseQuerySet":
        """Each with `title`, in its source language."""
        from courses.models import Segment

        title = Segment.objects.filter(course=OuterRef("pk"), key="course/title").values("source_text")[:1]
        return self.annotate(title=Subquery(title))


class SegmentQuerySet(models.QuerySet[Any]):
    """Segments of courses."""

    def wanted(self) -> "SegmentQuerySet":
        """Those that want a translation: an empty text has none."""
        return self.exclude(source_text="")


class LocalizationQuerySet(models.QuerySet[Any]):
    """Courses in their other languages."""


class CompiledCourseQuerySet(models.QuerySet[Any]):
    """The catalogue."""


class CompiledQuestionQuerySet(models.QuerySet[Any]):
    """Questions as they are shown."""

    def without_explanations(self) -> "CompiledQuestionQuerySet":
        """What may be shown before the answer is in."""
        return self.defer("explanations")


class ImportRunQuerySet(models.QuerySet[Any]):
    """Imports."""


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Enrolments."""

    def of(self, person: "Person") -> "EnrolmentQuerySet":
        """The person's own."""
        return self.filter(person=person)

    def taking(self) -> "EnrolmentQuerySet":
        """Those of people who have not left."""
        return self.filter(left_at=None)


class AttemptQuerySet(models.QuerySet[Any]):
    """Attempts."""

    def of(self, person: "Person") -> "AttemptQuerySet":
        """The person's own."""
        return self.filter(enrolment__person=person)
