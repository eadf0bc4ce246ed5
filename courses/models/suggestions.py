"""What people who do not write a course would change in it, and courses that they would like to see."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import ProposalState, SuggestionDeed, SuggestionKind, SuggestionState
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets import CourseProposalQuerySet, SuggestionQuerySet
from wikilearn.core import languages


class Suggestion(models.Model):
    """A change of one text (`place` and `part` as in `courses.editing`), or an idea. `base_text` is what was there.

    `text` is the text that was suggested, or the idea; what was accepted stands in the history of the course.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="suggestions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="suggestions"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=SuggestionKind)
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH, blank=True)
    place = models.CharField(_("place"), max_length=3 * KEY_LENGTH, blank=True)
    part = models.CharField(_("part"), max_length=80, blank=True)
    base_text = models.TextField(_("text at that time"), blank=True)
    text = models.TextField(_("suggestion"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering: ClassVar[list[str]] = ["made_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=SuggestionState.values), name="suggestion_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=SuggestionKind.values), name="suggestion_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=SuggestionKind.IDEA) | (~Q(place="") & ~Q(part="")), name="suggestion_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SuggestionState.OPEN, SuggestionState.ASKED], decided_at__isnull=True)
                | (~Q(state__in=[SuggestionState.OPEN, SuggestionState.ASKED]) & Q(decided_at__isnull=False)),
                name="suggestion_decided",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "state", "made_at"], name="suggestion_queue"),
            models.Index(fields=["by", "-made_at"], name="suggestion_own"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class SuggestionStep(models.Model):
    """A word in the exchange about a suggestion; rows are only ever added, and emptied when their writer is erased."""

    suggestion = models.ForeignKey(
        Suggestion, verbose_name=_("suggestion"), on_delete=models.CASCADE, related_name="steps"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(_("what was done"), max_length=10, choices=SuggestionDeed)
    text = models.CharField(_("text"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a suggestion")
        verbose_name_plural = _("steps of suggestions")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return self.deed


class CourseProposal(models.Model):
    """A complementary course that somebody would like to see. Adopting it makes a draft in an organisation."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="course_proposals"
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it is about"), max_length=2000)
    outline = models.TextField(_("what the lessons could be"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    course = models.OneToOneField(
        Course, verbose_name=_("course"), on_delete=models.SET_NULL, related_name="proposal", null=True
    )

    objects = CourseProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a course")
        verbose_name_plural = _("proposals of courses")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="course_proposal_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"course_proposal:{self.uid}"
