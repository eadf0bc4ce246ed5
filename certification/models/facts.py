"""The append-only log of facts, and what is projected from it."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.constraints import Deferrable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import FactKind, Path, ReasonCategory
from certification.models.requirements import _Days
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from certification.querysets import FactQuerySet, PeriodQuerySet
from courses.models import Course, Topic
from wikilearn.people.models import Person


class Fact(models.Model):
    """Something that happened to a person's certification in a topic. Rows are only ever added.

    `at` is when it took effect, `recorded_at` when we wrote it down. `valid_from` and `valid_until` are set where the
    fact brings its own days (an earlier record, an extension, a correction); otherwise they follow from `at` and from
    the terms that were in force then, which stay with the fact (`validity_months`, `window_days`).
    `actor` is an opaque reference as on the audit log. `source_key` names what the fact was made from, so that the same
    thing is never counted twice. `rule` is what recognised it by itself. Erasing a person's data may empty `score`,
    `level`, `evidence`, `category` and `reason`; nothing else may ever change.
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
    rule = models.ForeignKey(
        "certification.EvidenceRule",
        on_delete=models.PROTECT,
        related_name="facts",
        verbose_name=_("rule"),
        null=True,
        blank=True,
    )
    actor = models.CharField(_("who"), max_length=100)
    category = models.CharField(_("kind of reason"), max_length=16, choices=ReasonCategory, blank=True)
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
                condition=~Q(kind__in=[FactKind.EXTENDED, FactKind.EXEMPTED]) | Q(valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="fact_category_is_known", condition=Q(category__in=["", *ReasonCategory.values])
            ),
            models.CheckConstraint(
                name="fact_pause_tells_no_details", condition=~Q(kind=FactKind.PAUSED) | Q(reason="", evidence="")
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
                    IF to_jsonb(NEW) - ARRAY['score', 'level', 'evidence', 'category', 'reason']
                            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['score', 'level', 'evidence', 'category', 'reason']
                        OR (NEW.score IS DISTINCT FROM OLD.score AND NEW.score IS NOT NULL)
                        OR NEW.level NOT IN (OLD.level, '')
                        OR NEW.evidence NOT IN (OLD.evidence, '')
                        OR NEW.category NOT IN (OLD.category, '')
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
