"""The ledger of reminders, and who wishes for more of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import Milestone
from certification.models.facts import Period
from certification.models.requirements import Requirement
from certification.querysets import ReminderQuerySet
from wikilearn.people.models import Person


class Reminder(models.Model):
    """The ledger of reminders: one row for each period and offset, and each requirement and milestone, ever.

    `offset` is in days before the end, negative: after it. `claimed_at` is when it was found to be due; then it is
    either sent, once, or dropped, because by the time of sending it made no sense any more.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("person"))
    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("period"), null=True
    )
    offset = models.SmallIntegerField(_("days before the end"), null=True)
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("requirement"), null=True
    )
    milestone = models.PositiveSmallIntegerField(_("milestone"), choices=Milestone, null=True)
    claimed_at = models.DateTimeField(_("found due"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["person", "id"],
                name="reminder_to_send",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(fields=["person", "sent_at"], name="reminder_sent"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "period", "offset"], name="reminder_once"),
            models.UniqueConstraint(fields=["person", "requirement", "milestone"], name="reminder_milestone_once"),
            models.CheckConstraint(
                name="reminder_of_a_period_or_a_requirement",
                condition=Q(
                    period__isnull=False, offset__isnull=False, requirement__isnull=True, milestone__isnull=True
                )
                | Q(
                    period__isnull=True,
                    offset__isnull=True,
                    requirement__isnull=False,
                    milestone__in=Milestone.values,
                ),
            ),
            models.CheckConstraint(name="reminder_sent_or_dropped", condition=Q(sent_at=None) | Q(dropped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.period_id or self.requirement_id} {self.offset if self.period_id else self.milestone}"


class ReminderWish(models.Model):
    """A person wants to be reminded of certifications that no right of theirs asks for."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="reminder_wish", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("wish to be reminded")
        verbose_name_plural = _("wishes to be reminded")

    def __str__(self) -> str:
        return str(self.person_id)
