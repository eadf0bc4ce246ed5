"""Work on many badges at once, and how far it is."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import EntryState, RunKind
from certification.badges.models.issuers import Issuer
from courses.models import Course
from wikilearn.people.models import Person


class Run(models.Model):
    """Badges for a list of people, or all badges of an issuer drawn or signed anew.

    `cursor` is the last credential that was dealt with: a worker that takes over from a killed one goes on there.
    `actor` is an opaque reference as on the audit log.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=RunKind)
    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="runs")
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    template_version = models.PositiveSmallIntegerField(_("version of the template"), null=True, blank=True)
    actor = models.CharField(_("who"), max_length=100)
    total = models.PositiveIntegerField(_("badges in all"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    cursor = models.BigIntegerField(_("last one"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    moved_at = models.DateTimeField(_("last moved"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("work on many badges")
        verbose_name_plural = _("works on many badges")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="run_kind_is_known"),
            models.CheckConstraint(condition=Q(failed__lte=F("done")), name="run_failed_are_among_the_done"),
            models.CheckConstraint(
                condition=Q(kind=RunKind.ISSUE, course__isnull=False)
                | Q(kind=RunKind.REISSUE, template_version__isnull=False)
                | Q(kind=RunKind.RESIGN),
                name="run_says_what_to_do",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["moved_at"], condition=Q(finished_at=None), name="run_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("badges:run", args=[self.pk])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"badge_run:{self.pk}"


class RunEntry(models.Model):
    """A person on the list of those who are to get a badge, and what became of it."""

    run = models.ForeignKey(Run, verbose_name=_("run"), on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=EntryState, default=EntryState.WAITING)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        verbose_name = _("person on a list")
        verbose_name_plural = _("people on lists")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "person"], name="run_entry_once"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="run_entry_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.person_id}"
