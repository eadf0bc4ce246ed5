"""What authors did to a working copy, and what they have typed but not saved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enums import EditDeed, RevisionKind
from courses.models.structure import KEY_LENGTH, Course

PLACE_LENGTH = 3 * KEY_LENGTH


class Edit(models.Model):
    """One saved change of the source. `before` holds what it takes to undo it.

    `place` names the element as its segments do: `course`, `module/<key>`, `lesson/<key>`, `lesson/<key>/<block>`,
    `question/<key>`. `before` by deed: changed `{"texts": {part: text}, "attributes": {…}}` with all texts; removed
    the document of the element (`courses.editing.elements`); moved `{"parent", "position"}`; added `{}`.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="edits")
    place = models.CharField(_("place"), max_length=PLACE_LENGTH)
    deed = models.CharField(_("deed"), max_length=8, choices=EditDeed)
    kind = models.CharField(_("kind"), max_length=5, choices=RevisionKind, default=RevisionKind.MINOR)
    title = models.CharField(_("title"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    undone = models.BooleanField(_("undone"), default=False)

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "place", "-id"], name="edit_history"),
            models.Index(fields=["course", "-id"], name="edit_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.place}"


class Draft(models.Model):
    """What a person has typed into an editor and not saved: the fields of the form as they were sent.

    `version` is the state of the element that the person began from.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(_("place"), max_length=PLACE_LENGTH)
    version = models.CharField(_("state that it began from"), max_length=64)
    fields = models.JSONField(_("fields"), default=dict)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "course", "place"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return self.place
