"""Who stands openly for a course."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.structure import Course


class CoursePerson(models.Model):
    """A professional named on the course, with what they are and what qualifies them, in the words of the course."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200)
    credential = models.CharField(_("qualification"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("person named on a course")
        verbose_name_plural = _("people named on courses")
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "name"], name="course_person_once"),
        ]

    def __str__(self) -> str:
        return self.name
