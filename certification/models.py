"""Requirements, the append-only log of facts, and what is projected from it."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.constraints import Deferrable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import FactKind, Path
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from certification.querysets import FactQuerySet, PeriodQuerySet, ReminderQuerySet, RequirementQuerySet
from courses.models import Course, Topic
from wikilearn.movement.models import Right
from wikilearn.people.models import Person


class SixMonthsAfter(Func):
    """The day six calendar months after a day."""

    template = "(%(expressions)s + interval '6 months')::date"
    output_field = models.DateField()


class _Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Requirement(models.Model):
    """Holders of a right need certification in a topic; one version of that.

    A version counts on `in_force_from` ≤ day < `in_force_until`; a new version ends the one before, which is kept. A
    version that was taken back before it counted has both on the same day. The row of path `refresher` only says which
    course renews. `course` empty: any course of the topic on that path.
    """

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("right"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("topic"))
    path = models.CharField(_("path"), max_length=10, choices=Path, default=Path.FIRST)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("course"), null=True, blank=True
    )
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True, editable=False)
    transition_ends = models.DateField(
        _("end of transition"), help_text=_("At least six months after it comes into force.")
    )
    validity_months = models.PositiveSmallIntegerField(
        _("Validity in months"),
        default=VALIDITY_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    window_days = models.PositiveSmallIntegerField(
        _("Renewal window in days"),
        default=WINDOW_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering: ClassVar[list[str]] = ["right", "topic", "path", "in_force_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="requirement_path_is_known", condition=Q(path__in=Path.values)),
            models.CheckConstraint(
                name="requirement_transition_is_six_months",
                condition=Q(transition_ends__gte=SixMonthsAfter("in_force_from")),
                violation_error_message=_("The transition lasts at least six months."),
            ),
            models.CheckConstraint(
                name="requirement_ends_after_it_begins",
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="requirement_terms_are_sensible",
                condition=Q(validity_months__range=(1, 120), window_days__range=(1, 365)),
            ),
            ExclusionConstraint(
                name="requirement_versions_do_not_overlap",
                expressions=[
                    ("right", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    ("path", RangeOperators.EQUAL),
                    (_Days("in_force_from", "in_force_until", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="versions_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="versions_do_not_change", exclude=["in_force_until", "course"]),
        ]

    def __str__(self) -> str:
        return f"{self.right_id} {self.topic_id} {self.in_force_from}"

    @property
    def reference(self) -> str:
        """How the audit log names this version."""
        return f"requirement:{self.pk}"


class Fact(models.Model):
    """Something that happened to a person's certification in a topic. Rows are only ever added.

    `at` is when it took effect, `recorded_at` when we wrote it down. `valid_from` and `valid_until` are set where the
    fact brings its own days (an earlier record, an extension, a correction); otherwise they follow from `at` and from
    the terms that were in force then, which stay with the fact (`validity_months`, `window_days`).
    `actor` is an opaque reference as on the audit log. `source_key` names what the fact was made from, so that the same
    thing is never counted twice. Erasing a person's data may empty `score`, `level`, `evidence` and `reason`; nothing
    else may ever change.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts", verbose_name=_("person"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="facts", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=10, choices=FactKind)
    path = models.CharField(_("path"), max_length=10, choices=Path, default=Path.FIRST)
    at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField(_("Validity in months"), default=VALIDITY_MONTHS)
    window_days = models.PositiveSmallIntegerField(_("Renewal window in days"), default=WINDOW_DAYS)
    starts_now = models.BooleanField(
        _("starts a new period at once"),
        default=False,
        help_text=_("The person chose not to keep the rest of the running period."),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
    )
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="facts", verbose_name=_("course"), null=True, blank=True
    )
    revision = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    score = models.PositiveSmallIntegerField(_("score in percent"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=20, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    actor = models.CharField(_("who"), max_length=100)
    reason = models.TextField(_("reason"), blank=True)
    source_key = models.CharField(_("source"), max_length=200, unique=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "topic", "at"], name="fact_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="fact_kind_is_known", condition=Q(kind__in=FactKind.values)),
            models.CheckConstraint(name="fact_path_is_known", condition=Q(path__in=Path.values)),
            models.CheckConstraint(
                name="fact_days_are_in_order",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="fact_correction_names_a_fact",
                condition=Q(kind=FactKind.CORRECTED, corrects__isnull=False)
                | ~Q(kind=FactKind.CORRECTED) & Q(corrects__isnull=True),
            ),
            models.CheckConstraint(
                name="fact_extension_has_an_end",
                condition=~Q(kind=FactKind.EXTENDED) | Q(valid_until__isnull=False),
            ),
            models.CheckConstraint(name="fact_score_percent", condition=Q(score=None) | Q(score__lte=100)),
            models.CheckConstraint(
                name="fact_terms_are_sensible",
                condition=Q(validity_months__range=(1, 120), window_days__range=(1, 365)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="facts_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="facts_do_not_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF to_jsonb(NEW) - ARRAY['score', 'level', 'evidence', 'reason']
                            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['score', 'level', 'evidence', 'reason']
                        OR (NEW.score IS DISTINCT FROM OLD.score AND NEW.score IS NOT NULL)
                        OR NEW.level NOT IN (OLD.level, '')
                        OR NEW.evidence NOT IN (OLD.evidence, '')
                        OR NEW.reason NOT IN (OLD.reason, '')
                    THEN
                        RAISE EXCEPTION 'pgtrigger: a fact does not change, it can only be corrected by another';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.topic_id} {self.at:%Y-%m-%d}"


class Period(models.Model):
    """A person is certified in a topic from – until, both days included: a projection of the facts.

    `fact` and `piece` are its identity (see `periods.Span`). A period that a later fact takes away altogether keeps its
    row with `stands` false, because credentials name it. `renewed_by` is the period that follows without a gap.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="periods", verbose_name=_("person"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="periods", verbose_name=_("topic"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    renewed_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("renewed by"),
        null=True,
        blank=True,
    )
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="periods", verbose_name=_("fact"))
    piece = models.PositiveSmallIntegerField(_("piece"), default=0)
    stands = models.BooleanField(_("stands"), default=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering: ClassVar[list[str]] = ["person", "topic", "valid_from"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "topic", "valid_from"], name="period_of_person"),
            models.Index(
                fields=["valid_until", "id"],
                name="period_that_ends",
                condition=Q(stands=True, renewed_by__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["fact", "piece"], name="period_of_fact"),
            models.CheckConstraint(name="period_ends_after_it_begins", condition=Q(valid_until__gte=F("valid_from"))),
            ExclusionConstraint(
                name="period_counts_no_day_twice",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    (_Days("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(stands=True),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic_id} {self.valid_from} – {self.valid_until}"


class FormerName(models.Model):
    """A username that a person here bore until a rename on Wikimedia, so that asking for it can be answered."""

    username = models.CharField(_("username"), max_length=255, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names", verbose_name=_("person"))
    until = models.DateTimeField(_("until"), default=timezone.now)

    class Meta:
        verbose_name = _("former username")
        verbose_name_plural = _("former usernames")

    def __str__(self) -> str:
        return self.username


class Reminder(models.Model):
    """The ledger of reminders: one row for each period and offset, ever.

    `offset` is in days before the end, negative: after it. `claimed_at` is when it was found to be due; then it is
    either sent, once, or dropped, because by the time of sending it made no sense any more.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("person"))
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("period"))
    offset = models.SmallIntegerField(_("days before the end"))
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
            models.CheckConstraint(name="reminder_sent_or_dropped", condition=Q(sent_at=None) | Q(dropped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.offset}"
