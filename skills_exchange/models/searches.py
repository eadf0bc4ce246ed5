"""Searches that somebody keeps, to be told of new people who fit."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TITLE = 120


class SavedSearch(models.Model):
    """A search for people, as the query string of its page. `told_at`: up to when its person knows who fits."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="saved_searches"
    )
    title = models.CharField(_("title"), max_length=TITLE)
    query = models.CharField(_("what is looked for"), max_length=1000)
    notify = models.BooleanField(_("tell me of new people"), default=True)
    told_at = models.DateTimeField(_("told up to"), default=timezone.now)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering: ClassVar[list[str]] = ["title", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("person", MD5("query"), name="saved_search_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["told_at"], condition=models.Q(notify=True), name="saved_search_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """The page of what it finds."""
        return f"{reverse('skills_exchange:people')}?{self.query}"
