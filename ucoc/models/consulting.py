"""Public comments on local codes while they are in consultation."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.models.local import LocalClause, LocalVersion
from wikilearn.core import languages
from wikilearn.people.models import Person


class Comment(models.Model):
    """What somebody thinks of a version, or of one clause of it. Hidden ones keep their place, not their words."""

    version = models.ForeignKey(
        LocalVersion, on_delete=models.PROTECT, related_name="comments", verbose_name=_("version")
    )
    clause = models.ForeignKey(
        LocalClause, on_delete=models.SET_NULL, related_name="comments", verbose_name=_("clause"), null=True, blank=True
    )
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("comment"), max_length=5_000)
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    answer = models.TextField(_("answer"), max_length=5_000, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"), null=True, blank=True
    )
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("hidden by"), null=True, blank=True
    )

    objects: ClassVar["models.Manager[Comment]"] = models.Manager()

    class Meta:
        verbose_name = _("comment on a local code")
        verbose_name_plural = _("comments on local codes")
        ordering: ClassVar[list[str]] = ["version", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None) | Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="local_comment_hidden_by_somebody",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.pk}"

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"local_comment:{self.pk}"


class CommentFollower(models.Model):
    """Somebody wants to hear of new comments on a version, once a day."""

    version = models.ForeignKey(
        LocalVersion, on_delete=models.CASCADE, related_name="followers", verbose_name=_("version")
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))

    objects: ClassVar["models.Manager[CommentFollower]"] = models.Manager()

    class Meta:
        verbose_name = _("follower of a consultation")
        verbose_name_plural = _("followers of consultations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "person"], name="local_comments_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.person_id}"


class CommentReport(models.Model):
    """Somebody thinks that a comment should not be read by others."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports", verbose_name=_("comment"))
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reason = models.TextField(_("reason"), max_length=1_000)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar["models.Manager[CommentReport]"] = models.Manager()

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["comment", "reporter"], condition=Q(closed_at=None), name="local_comment_reported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.reporter_id}"
