"""What badges say was achieved."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.models.issuers import Issuer
from courses.models import Course, Pack, Topic


class Achievement(models.Model):
    """What a badge says was achieved: a version of the badge of a topic, a course, a learning pack or a deed.

    A `deed` is something that an app above knows of, by a stable word of that app (`shared/facilitation/20`).

    Its words never change once it stands, because badges repeat them; other words are a new version.
    `alignments` is a list of `{"name", "url", "framework", "code"}`: Wikidata items, ESCO skills.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    pack = models.ForeignKey(
        Pack, verbose_name=_("learning pack"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    deed = models.CharField(_("deed"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"))
    criteria = models.TextField(_("criteria"))
    alignments = models.JSONField(_("corresponds to"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Achievement"]] = models.Manager()

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering: ClassVar[list[str]] = ["topic", "course", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "version"], name="achievement_version_of_topic"),
            models.UniqueConstraint(fields=["course", "version"], name="achievement_version_of_course"),
            models.UniqueConstraint(fields=["pack", "version"], name="achievement_version_of_pack"),
            models.UniqueConstraint(
                fields=["deed", "version"], name="achievement_version_of_deed", condition=~Q(deed="")
            ),
            models.CheckConstraint(
                condition=Q(topic=None, course__isnull=False, pack=None, deed="")
                | Q(topic__isnull=False, course=None, pack=None, deed="")
                | Q(topic=None, course=None, pack__isnull=False, deed="")
                | Q(topic=None, course=None, pack=None) & ~Q(deed=""),
                name="achievement_of_one_thing",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="words_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("badges:achievement", args=[self.issuer.slug, self.uid])

    @property
    def topic_key(self) -> str:
        """What it is about, as a stable word."""
        if self.pack is not None:
            return self.pack.slug
        return self.topic.key if self.topic else self.course.slug if self.course else self.deed

    @property
    def address(self) -> str:
        """Its `id` in badges, which is also a page."""
        return f"{self.issuer.address}/achievements/{self.uid}"
