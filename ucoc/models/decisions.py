"""Decisions of bodies, the measures that follow, and appeals. A case is an opaque reference here."""

import uuid
from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from ucoc.enums import (
    DECIDED_APPEAL,
    NEEDS_END,
    AppealBy,
    AppealFactor,
    AppealStatus,
    Closing,
    Conduct,
    Finding,
    MeasureKind,
    OnWiki,
)
from ucoc.models.bodies import EnforcementBody
from ucoc.querysets.bodies import DecisionAppealQuerySet, DecisionQuerySet, MeasureQuerySet
from wikilearn.core.dates import today
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person
from wikilearn.people.usernames import validate_username


class Decision(models.Model):
    """What a body decided about a case, and why, in words for the person concerned.

    `reasons` name neither who reported nor what only the case file may hold. `before` is the decision that this one
    follows after an appeal sent it back.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField(_("case"), db_index=True)
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("enforcement body")
    )
    finding = models.CharField(_("finding"), max_length=16, choices=Finding)
    conduct = models.CharField(_("conduct"), max_length=24, choices=Conduct, default=Conduct.NOT_SURE)
    clauses = models.ManyToManyField("ucoc.Clause", verbose_name=_("clauses"), related_name="+", blank=True)
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    reasons = models.TextField(_("reasons"), blank=True)
    decided_on = models.DateField(_("decided on"), default=today)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    before = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="later", verbose_name=_("decided before"), null=True, blank=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar[list[str]] = ["-decided_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="decision_finding_is_known"),
            models.CheckConstraint(condition=Q(conduct__in=Conduct.values), name="decision_conduct_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.decided_on}"

    def get_absolute_url(self) -> str:
        """The page of the decision, for those who decide."""
        return reverse("ucoc:decision", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this decision."""
        return f"decision:{self.uid}"


class DecisionPart(models.Model):
    """Somebody took part in a first decision, and so has no part in an appeal against it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="parts", verbose_name=_("decision"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("part in a decision")
        verbose_name_plural = _("parts in decisions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "person"], name="decision_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.decision_id}"


class Measure(models.Model):
    """What follows for a person. It counts from `since` through `until` (none: without end) unless closed before.

    The person is known here (`person`), or only by the `username` of an account that never signed in. An assigned
    `course` is to be passed by `until`; the courses know nothing of it. What a wiki does with a recommendation is
    followed in `on_wiki` and `on_wiki_link`. `appeal` is the one by which it replaced another.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="measures", verbose_name=_("decision")
    )
    appeal = models.ForeignKey(
        "ucoc.DecisionAppeal",
        on_delete=models.PROTECT,
        related_name="measures",
        verbose_name=_("appeal"),
        null=True,
        blank=True,
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="measures", verbose_name=_("person"), null=True, blank=True
    )
    username = models.CharField(_("username"), max_length=255, blank=True, validators=[validate_username])
    kind = models.CharField(_("kind"), max_length=20, choices=MeasureKind)
    wiki = models.ForeignKey(
        Wiki,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("only on this wiki"),
        null=True,
        blank=True,
    )
    scope = models.CharField(_("what exactly"), max_length=500, blank=True)
    since = models.DateField(_("from"), default=today)
    until = models.DateField(_("last day"), null=True, blank=True)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"), null=True, blank=True
    )
    public = models.BooleanField(_("public"), default=False)
    on_wiki = models.CharField(_("on the wiki"), max_length=12, choices=OnWiki, default=OnWiki.NOT_NEEDED)
    on_wiki_link = models.URLField(_("link to the action"), blank=True, max_length=500)
    closed_on = models.DateField(_("ended"), null=True, blank=True)
    closed_as = models.CharField(_("how it ended"), max_length=12, choices=Closing, blank=True)
    reminded = models.PositiveSmallIntegerField(
        _("reminded"), default=0, help_text=_("How many reminders of an assigned course were sent.")
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering: ClassVar[list[str]] = ["-since", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_is_known"),
            models.CheckConstraint(condition=Q(on_wiki__in=OnWiki.values), name="measure_on_wiki_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="measure_ends_after_it_starts",
                violation_error_message=_("A measure cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(NEEDS_END)) | Q(until__isnull=False), name="measure_temporary_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.COURSE, course__isnull=False, until__isnull=False)
                | ~Q(kind=MeasureKind.COURSE) & Q(course=None),
                name="measure_course_by_a_date",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_as="") | Q(closed_on__isnull=False, closed_as__in=Closing.values),
                name="measure_closed_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(closed_as__in=[Closing.PASSED, Closing.NOT_PASSED]) | Q(kind=MeasureKind.COURSE),
                name="measure_passed_is_a_course",
            ),
            models.CheckConstraint(condition=Q(person=None) | Q(username=""), name="measure_names_one_person"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "since"], name="measure_of_person"),
            models.Index(
                fields=["until"], name="measure_course_due", condition=Q(kind=MeasureKind.COURSE, closed_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"

    @property
    def reference(self) -> str:
        """How the audit log names this measure."""
        return f"measure:{self.uid}"

    def in_force(self, day: date | None = None) -> bool:
        """Whether it counts on the day (today)."""
        day = day or today()
        open_on = self.closed_on is None or self.closed_on > day
        return open_on and self.since <= day and (self.until is None or day <= self.until)

    @property
    def passed(self) -> bool | None:
        """Of an assigned course: passed, not passed, or not known yet (None)."""
        return {Closing.PASSED.value: True, Closing.NOT_PASSED.value: False}.get(self.closed_as)


class DecisionAppeal(models.Model):
    """Somebody asks another body to look at a decision again.

    `first_body` repeats that of the decision, so that the database can refuse the same body. Who reported is not named:
    their words stay in the case file.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("decision"))
    by = models.CharField(_("by"), max_length=12, choices=AppealBy)
    filed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("filed by"), null=True, blank=True
    )
    first_body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided first")
    )
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("looks again")
    )
    factors = ArrayField(models.CharField(max_length=12, choices=AppealFactor), verbose_name=_("factors"), default=list)
    text = models.TextField(_("in own words"), blank=True)
    filed_at = models.DateTimeField(_("filed"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("answer due by"))
    status = models.CharField(_("state"), max_length=12, choices=AppealStatus, default=AppealStatus.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)

    objects = DecisionAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against a decision")
        verbose_name_plural = _("appeals against decisions")
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(by__in=AppealBy.values), name="decision_appeal_by_is_known"),
            models.CheckConstraint(condition=Q(status__in=AppealStatus.values), name="decision_appeal_status_is_known"),
            models.CheckConstraint(
                condition=Q(factors__contained_by=AppealFactor.values, factors__len__gt=0),
                name="decision_appeal_has_factors",
            ),
            models.CheckConstraint(condition=~Q(body=F("first_body")), name="decision_appeal_goes_to_another_body"),
            models.CheckConstraint(condition=Q(due_at__gt=F("filed_at")), name="decision_appeal_due_after_filed"),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(DECIDED_APPEAL)) | Q(decided_at__isnull=False),
                name="decision_appeal_decided_some_time",
            ),
            models.UniqueConstraint(fields=["decision", "by"], name="decision_appeal_once_each"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="first_body_is_that_of_the_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    NEW.first_body_id = (SELECT body_id FROM ucoc_decision WHERE id = NEW.decision_id);
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.status}"

    def get_absolute_url(self) -> str:
        """The page of the appeal, for those who look again."""
        return reverse("ucoc:decision_appeal", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this appeal."""
        return f"decision_appeal:{self.uid}"

    @property
    def factor_labels(self) -> list[str]:
        """Why another look was asked for, in words."""
        return [str(AppealFactor(factor).label) for factor in self.factors]


class AppealPart(models.Model):
    """Somebody took part in answering an appeal. The database refuses whoever took part in the first decision."""

    appeal = models.ForeignKey(DecisionAppeal, on_delete=models.CASCADE, related_name="parts", verbose_name=_("appeal"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("part in an appeal")
        verbose_name_plural = _("parts in appeals")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["appeal", "person"], name="appeal_part_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="first_deciders_have_no_part",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM ucoc_decisionpart part
                        JOIN ucoc_decisionappeal appeal ON appeal.decision_id = part.decision_id
                        WHERE appeal.id = NEW.appeal_id AND part.person_id = NEW.person_id
                    ) THEN
                        RAISE EXCEPTION 'who decided first has no part in the appeal'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_part_is_not_the_first';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.appeal_id}"
