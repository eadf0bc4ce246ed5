"""Selections, read as sentences."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courses.models import Course
    from wikilearn.people.models import Person


class CourseQuerySet(models.QuerySet[Any]):
    """Courses as authors and reviewers meet them; learners meet `CompiledCourse`."""

    def served(self) -> "CourseQuerySet":
        """Those that learners can take."""
        return self.filter(published_revision__isnull=False)

    def locked(self, pk: int) -> "Course":
        """The course with topic and organisation, locked until the transaction ends; rows may still refer to it."""
        rows = self.select_for_update(of=["self"], no_key=True).select_related("topic", "organisation")
        course: Course = rows.get(pk=pk)
        return course

    def visible_to_authors(self, person: "Person | AnonymousUser") -> "CourseQuerySet":
        """Those of the organisations that the person is a member of; all for a curator."""
        from courses.rules import is_curator
        from wikilearn.movement.models import Organisation

        if is_curator(person):
            return self
        return self.filter(organisation__in=Organisation.objects.where_member(person))

    def visible_to_localizers(self, person: "Person | AnonymousUser") -> "CourseQuerySet":
        """Those that learners take; and those of one's organisations or topics, or that one was named for."""
        from courses.models import LocalizationRole
        from courses.rules import is_curator
        from wikilearn.movement.enums import MemberRole
        from wikilearn.movement.models import Organisation

        if is_curator(person):
            return self
        if not person.is_authenticated:
            return self.served()
        own = Organisation.objects.where_member(person)
        localizes = Organisation.objects.where_member(person, MemberRole.LOCALIZER)
        return self.filter(
            Q(published_revision__isnull=False)
            | Q(organisation__in=own)
            | Q(pk__in=LocalizationRole.objects.filter(person=person).values("course"))
            | Q(topic__in=localizes.filter(topics__isnull=False).values("topics"))
        )

    def with_title(self) -> "CourseQuerySet":
        """Each with `title`, in its source language."""
        from courses.models import Segment

        title = Segment.objects.filter(course=OuterRef("pk"), key="course/title").values("source_text")[:1]
        return self.annotate(title=Subquery(title))


class SegmentQuerySet(models.QuerySet[Any]):
    """Segments of courses."""

    def wanted(self) -> "SegmentQuerySet":
        """Those in use, which want a translation."""
        return self.filter(retired=False)

    def to_translate(self) -> "SegmentQuerySet":
        """Those in use that say something: what the counters of localizations count."""
        return self.filter(retired=False).exclude(source_text="")


class LocalizationQuerySet(models.QuerySet[Any]):
    """Courses in their other languages."""

    def reviewable_by(self, person: "Person") -> "LocalizationQuerySet":
        """Those whose translations the person may review: the set of which `may_review` is the test."""
        from courses.enums import LocalizerRole
        from courses.models import LocalizationRole
        from courses.rules import is_curator
        from wikilearn.movement.enums import MemberRole
        from wikilearn.movement.models import Organisation

        own = Organisation.objects.where_member(person, MemberRole.REVIEWER, MemberRole.CURATOR)
        named = LocalizationRole.objects.filter(
            person=person, role=LocalizerRole.REVIEWER, course=OuterRef("course"), language=OuterRef("language")
        )
        allowed = Q(course__organisation__in=own) | Q(Exists(named))
        if is_curator(person):
            allowed |= Q(course__topic__isnull=True) | Q(course__topic__sensitive=False)
        return self.filter(allowed)


class CompiledCourseQuerySet(models.QuerySet[Any]):
    """The catalogue."""


class CompiledQuestionQuerySet(models.QuerySet[Any]):
    """Questions as they are shown."""

    def without_explanations(self) -> "CompiledQuestionQuerySet":
        """What may be shown before the answer is in."""
        return self.defer("explanations")


class ImportRunQuerySet(models.QuerySet[Any]):
    """Imports."""

    def unfinished(self) -> "ImportRunQuerySet":
        """Those that still wait for a worker or are at work."""
        return self.filter(finished_at=None)

    def visible_to(self, person: "Person | AnonymousUser") -> "ImportRunQuerySet":
        """One's own, and those of the organisations one is a member of."""
        from wikilearn.movement.models import Organisation

        return self.filter(Q(by=person.pk) | Q(organisation__in=Organisation.objects.where_member(person)))


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Enrolments."""

    def of(self, person: "Person") -> "EnrolmentQuerySet":
        """The person's own."""
        return self.filter(person=person)

    def taking(self) -> "EnrolmentQuerySet":
        """Those of people who have not left."""
        return self.filter(left_at=None)


class BookmarkQuerySet(models.QuerySet[Any]):
    """Bookmarks."""

    def of(self, person: "Person") -> "BookmarkQuerySet":
        """The person's own."""
        return self.filter(person=person)


class PackQuerySet(models.QuerySet[Any]):
    """Learning packs."""

    def offered(self) -> "PackQuerySet":
        """Those that learners can take."""
        return self.filter(offered=True)

    def made_for(self, person: "Person | AnonymousUser") -> "PackQuerySet":
        """Those that the person may change: of their organisations; all for a curator."""
        from courses.rules import WRITERS, is_curator
        from wikilearn.movement.models import Organisation

        if is_curator(person):
            return self
        return self.filter(organisation__in=Organisation.objects.where_member(person, *WRITERS))


class AttemptQuerySet(models.QuerySet[Any]):
    """Attempts."""

    def of(self, person: "Person") -> "AttemptQuerySet":
        """The person's own."""
        return self.filter(enrolment__person=person)


class OverlayQuerySet(models.QuerySet[Any]):
    """Local adaptations."""

    def served(self) -> "OverlayQuerySet":
        """Those that learners can choose."""
        return self.filter(published_revision__isnull=False)

    def visible_to(self, person: "Person | AnonymousUser") -> "OverlayQuerySet":
        """Those of one's organisations and of the wikis that they answer for, those of the courses of one's
        organisations; all for a curator.
        """
        from courses.rules import is_curator
        from wikilearn.movement.models import Organisation

        if is_curator(person):
            return self
        mine = Organisation.objects.where_member(person)
        return self.filter(
            Q(organisation__in=mine) | Q(wiki__responsible__in=mine) | Q(course__organisation__in=mine)
        ).distinct()


class OverlayBlockQuerySet(models.QuerySet[Any]):
    """Changes of local adaptations."""

    def asking(self) -> "OverlayBlockQuerySet":
        """Those that somebody should look at, because the shared course has changed."""
        return self.exclude(standing="fits")


class SuggestionQuerySet(models.QuerySet[Any]):
    """Suggestions."""

    def waiting(self) -> "SuggestionQuerySet":
        """Those that nobody has decided."""
        return self.filter(state__in=["open", "asked"])

    def visible_to(self, person: "Person") -> "SuggestionQuerySet":
        """One's own, and those on the courses of one's organisations; all for a curator."""
        from courses.models import Course

        return self.filter(Q(by=person) | Q(course__in=Course.objects.visible_to_authors(person)))


class CourseProposalQuerySet(models.QuerySet[Any]):
    """Proposals of courses."""

    def proposed(self) -> "CourseProposalQuerySet":
        """Those that nobody has decided."""
        return self.filter(state="proposed")
