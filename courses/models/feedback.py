"""What learners think of a course."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.structure import Course


class Feedback(models.Model):
    """One person's rating of a course, 1–5, in the language in which they took it. The comment is for its authors."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="course_feedback"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="feedback")
    language = models.CharField(_("language"), max_length=35)
    rating = models.PositiveSmallIntegerField(_("rating"))
    comment = models.TextField(_("comment"), max_length=3000, blank=True)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering: ClassVar[list[str]] = ["-given_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "course"], name="feedback_once"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="feedback_rating_range"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "language", "rating"], name="feedback_of_course")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="ratings_are_summed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("rating"),  # type: ignore[no-untyped-call]
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        UPDATE courses_satisfaction SET answers = answers - 1, total = total - OLD.rating
                        WHERE course_id = OLD.course_id;
                    END IF;
                    INSERT INTO courses_satisfaction (course_id, answers, total) VALUES (NEW.course_id, 1, NEW.rating)
                    ON CONFLICT (course_id) DO UPDATE SET
                        answers = courses_satisfaction.answers + 1, total = courses_satisfaction.total + NEW.rating;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="feedback_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.rating}"


class Satisfaction(models.Model):
    """How many people rated a course, and the sum of their ratings; kept by a trigger of `Feedback`."""

    course = models.OneToOneField(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, primary_key=True, related_name="satisfaction"
    )
    answers = models.PositiveIntegerField(_("answers"))
    total = models.PositiveIntegerField(_("sum of the ratings"))

    class Meta:
        verbose_name = _("satisfaction")
        verbose_name_plural = _("satisfaction")

    def __str__(self) -> str:
        return f"{self.course_id} {self.total}/{self.answers}"

    @property
    def mean(self) -> float:
        """The mean rating, 1–5; 0 where nobody has rated."""
        return self.total / self.answers if self.answers else 0.0
