"""Evidence that counts like a course: rules that recognise it, claims that people decide, and earlier records."""

import uuid
from typing import ClassVar

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certification.enums import ClaimState, EvidenceKind, Path, RunState
from certification.models.facts import Fact
from certification.querysets import ClaimQuerySet, EvidenceRuleQuerySet, HistoryImportQuerySet, WaitingRecordQuerySet
from courses.models import Course, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


class EvidenceRule(models.Model):
    """What counts like a course of a topic, and is recognised without anybody asking.

    It counts what happened on `in_force_from` ≤ day < `in_force_until`, at most `per_cycle` times for a person between
    one certification and the next. A rule does not change: it ends, and another one begins.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"), null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation"), null=True, blank=True
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="evidence_rules", verbose_name=_("topic"))
    path = models.CharField(_("path"), max_length=10, choices=Path, default=Path.REFRESHER)
    per_cycle = models.PositiveSmallIntegerField(
        _("times in one cycle"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    hours = models.PositiveSmallIntegerField(
        _("confirmed hours"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by"), editable=False
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = EvidenceRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for evidence")
        verbose_name_plural = _("rules for evidence")
        ordering: ClassVar[list[str]] = ["topic", "kind", "in_force_from", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="evidence_rule_kind_is_known", condition=Q(kind__in=EvidenceKind.values)),
            models.CheckConstraint(name="evidence_rule_path_is_known", condition=Q(path__in=Path.values)),
            models.CheckConstraint(
                name="evidence_rule_names_its_source",
                condition=Q(kind=EvidenceKind.ORGANISATION, organisation__isnull=False, course=None, hours=None)
                | Q(kind=EvidenceKind.SHARED, organisation=None, course=None, hours__range=(1, 500))
                | ~Q(kind__in=[EvidenceKind.ORGANISATION, EvidenceKind.SHARED])
                & Q(organisation=None, course__isnull=False, hours=None),
            ),
            models.CheckConstraint(
                name="evidence_rule_ends_after_it_begins",
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
            ),
            models.CheckConstraint(name="evidence_rule_limit", condition=Q(per_cycle__range=(1, 20))),
            models.UniqueConstraint(
                fields=["kind", "course", "organisation", "topic"],
                name="evidence_rule_once",
                condition=Q(in_force_until=None),
                nulls_distinct=False,
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="rules_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="rules_do_not_change", exclude=["in_force_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic_id} {self.in_force_from}"

    @property
    def reference(self) -> str:
        """How the audit log names this rule."""
        return f"evidence_rule:{self.pk}"

    @property
    def source(self) -> Course | Organisation | str:
        """What the evidence comes from; for hours that were taught how many."""
        if self.hours is not None:
            return ngettext("%(number)s hour confirmed by both", "%(number)s hours confirmed by both", self.hours) % {
                "number": self.hours
            }
        return self.organisation or self.course  # type: ignore[return-value]


def evidence_path(claim: "Claim", filename: str) -> str:
    """Where an uploaded file is kept: a name of our own, never the sender's."""
    return f"claims/{claim.uid}"


class Claim(models.Model):
    """A person says that something which no rule covers should count; two people decide (see `Proposal`)."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims", verbose_name=_("person"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))
    done_on = models.DateField(_("day on which you did it"))
    text = models.TextField(_("what you did"), blank=True)
    link = models.URLField(_("link"), blank=True, max_length=500)
    file = models.FileField(_("file"), upload_to=evidence_path, blank=True)
    filename = models.CharField(_("name of the file"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    fact = models.OneToOneField(
        Fact, on_delete=models.PROTECT, related_name="claim", verbose_name=_("fact"), null=True, blank=True
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering: ClassVar[list[str]] = ["submitted_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="claim_state_is_known", condition=Q(state__in=ClaimState.values)),
            models.CheckConstraint(
                name="claim_granted_by_a_fact",
                condition=Q(state=ClaimState.GRANTED, fact__isnull=False) | ~Q(state=ClaimState.GRANTED) & Q(fact=None),
            ),
            models.UniqueConstraint(
                fields=["person", "topic"], name="claim_one_at_a_time", condition=Q(state=ClaimState.SUBMITTED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic_id} {self.state}"

    @property
    def reference(self) -> str:
        """How the audit log names this claim."""
        return f"claim:{self.uid}"


class WaitingRecord(models.Model):
    """An earlier record of a username that nobody here has shown to be theirs yet.

    When the account with that name on Wikimedia is linked, it becomes a fact; a name alone never is enough.
    """

    username = models.CharField(_("username"), max_length=255)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    evidence = models.TextField(_("evidence"), blank=True)
    actor = models.CharField(_("who"), max_length=100)
    source_key = models.CharField(_("source"), max_length=200, unique=True)
    entered_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    fact = models.OneToOneField(
        Fact, on_delete=models.PROTECT, related_name="+", verbose_name=_("fact"), null=True, blank=True
    )

    objects = WaitingRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting record")
        verbose_name_plural = _("waiting records")
        ordering: ClassVar[list[str]] = ["username", "valid_from", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="waiting_days_are_in_order", condition=Q(valid_until__gte=F("valid_from"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["username"], name="waiting_for_account", condition=Q(fact=None)),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.topic_id}"


def import_path(run: "HistoryImport", filename: str) -> str:
    """Where an uploaded file waits for the worker: a name of our own, never the sender's."""
    return f"histories/{run.uid}"


class HistoryImport(models.Model):
    """One uploaded file with earlier records: tried out first, then imported. The file goes when it has ended.

    `errors`: `[{"row", "column", "code", "value"}]`, at most `MOST_ERRORS`; `error` is the sentence that refused the
    whole file. `added` facts, `waiting` for their account, `known` from before.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    file = models.FileField(_("file"), upload_to=import_path, blank=True)
    filename = models.CharField(_("name of the file"), max_length=255)
    encoding = models.CharField(_("encoding"), max_length=10, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.QUEUED)
    done = models.PositiveIntegerField(_("records done"), default=0)
    total = models.PositiveIntegerField(_("records in all"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    waiting = models.PositiveIntegerField(_("waiting for their account"), default=0)
    known = models.PositiveIntegerField(_("known before"), default=0)
    errors = models.JSONField(_("errors"), default=list)
    wrong = models.PositiveIntegerField(_("rows with errors"), default=0)
    error = models.TextField(_("why it was refused"), blank=True)
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = HistoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of earlier records")
        verbose_name_plural = _("imports of earlier records")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="history_import_state_is_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="history_import_finished",
                condition=Q(state__in=RunState.ended(), finished_at__isnull=False)
                | ~Q(state__in=RunState.ended()) & Q(finished_at=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state"],
                name="history_import_at_work",
                condition=Q(state__in=[RunState.QUEUED, RunState.APPROVED, RunState.RUNNING]),
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def reference(self) -> str:
        """How the audit log names this import."""
        return f"history_import:{self.uid}"
