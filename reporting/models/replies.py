"""Canned replies: what a body writes to many, in each language."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ucoc.models import EnforcementBody
from wikilearn.core import languages


class CannedReply(models.Model):
    """A text that handlers of a body can start a message with. It is about no case, so it is not sealed."""

    body = models.ForeignKey(EnforcementBody, on_delete=models.CASCADE, related_name="+", verbose_name=_("body"))
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering: ClassVar[list[str]] = ["title", "language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "language", "title"], name="canned_reply_once"),
        ]

    def __str__(self) -> str:
        return self.title
