"""What people learn about and are certified in."""

from typing import ClassVar

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

    def __str__(self) -> str:
        return self.name
