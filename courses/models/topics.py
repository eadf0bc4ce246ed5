"""What people learn about and are certified in."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """A subject that courses teach. Certification is held in topics; the list is open.

    A mandatory topic's courses are written by the organisations that hold it, and published by a curator. A sensitive
    topic's courses are published by nobody but its holders.
    """

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    mandatory = models.BooleanField(_("mandatory"), default=False)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    holders = models.ManyToManyField(
        "movement.Organisation", verbose_name=_("maintained by"), related_name="topics", blank=True
    )

    objects: ClassVar[models.Manager["Topic"]] = models.Manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering: ClassVar[list[str]] = ["position", "key"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="mandatory_without_third_parties",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("mandatory"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__mandatory=True),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM courses_course course
                        JOIN movement_organisation host ON host.id = course.organisation_id
                        WHERE course.topic_id = NEW.id AND host.kind = 'third_party'
                    ) THEN
                        RAISE EXCEPTION 'a third party serves no mandatory topic'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'course_of_third_party_not_mandatory';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name
