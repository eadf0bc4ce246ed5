"""What a learner keeps for themself: bookmarks and notes, and what they did without a line."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import OfflineDeed
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets import BookmarkQuerySet


class Bookmark(models.Model):
    """A place in a course that a person wants to find again, with a note or without one. Nobody else sees it.

    `block_key` is empty for the whole lesson. `title` is that of the lesson when it was marked, in `language`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="bookmarks"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="+")
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    block_key = models.CharField(_("block"), max_length=KEY_LENGTH, blank=True)
    title = models.TextField(_("title"))
    language = models.CharField(_("language"), max_length=35)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering: ClassVar[list[str]] = ["-changed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "course", "lesson_key", "block_key"], name="bookmark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.lesson_key}"


class OfflineReceipt(models.Model):
    """Something that was done without a line has arrived: what is sent again under this `key` changes nothing.

    `outcome` is the answer that was given: for a quiz `{"right": 2, "of": 3}`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    key = models.UUIDField(_("key"))
    deed = models.CharField(_("what was done"), max_length=10, choices=OfflineDeed)
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="+")
    outcome = models.JSONField(_("outcome"), default=dict)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("receipt of something done offline")
        verbose_name_plural = _("receipts of what was done offline")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "key"], name="offline_receipt_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)
