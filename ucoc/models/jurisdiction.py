"""Who is responsible for what: a versioned table of rules that two people change."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.enums import AccusedRole, BodyKind, Conduct, Place, Reach, Severity, TableState
from ucoc.models.bodies import EnforcementBody
from ucoc.models.routing import stamps
from ucoc.querysets.bodies import JurisdictionTableQuerySet
from wikilearn.core.dates import today
from wikilearn.people.models import Person


class JurisdictionTable(models.Model):
    """A version of the table. It counts from `in_force_from` on, once a second person approved it, until the next."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    summary = models.CharField(_("what changes and why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TableState, default=TableState.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("drafted by"), null=True, blank=True
    )
    drafted_at = models.DateTimeField(_("drafted"), default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"), null=True, blank=True
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by"), null=True, blank=True
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    shipped = models.BooleanField(
        _("came with the software"), default=False, help_text=_("Only the first version, which nobody here approved.")
    )

    objects = JurisdictionTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("table of responsibility")
        verbose_name_plural = _("tables of responsibility")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=TableState.values), name="table_state_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(proposed_by=None) | ~Q(approved_by=F("proposed_by")),
                name="table_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=TableState.APPROVED)
                | Q(shipped=True, number=1, in_force_from__isnull=False)
                | Q(
                    shipped=False,
                    proposed_by__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    in_force_from__isnull=False,
                ),
                name="table_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=TableState.PROPOSED) | Q(proposed_by__isnull=False, in_force_from__isnull=False),
                name="table_proposed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["in_force_from"], condition=Q(state=TableState.APPROVED), name="table_one_begins_a_day"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            stamps(),
            pgtrigger.Protect(
                name="approved_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=TableState.APPROVED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        """The page of this version."""
        return reverse("ucoc:jurisdiction_version", args=[self.number])

    @property
    def reference(self) -> str:
        """How the audit log names this version."""
        return f"jurisdiction:{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether its rules may still be changed."""
        return self.state == TableState.DRAFT

    @property
    def has_begun(self) -> bool:
        """Approved, and its day has come."""
        return self.state == TableState.APPROVED and self.in_force_from is not None and self.in_force_from <= today()


class JurisdictionRule(models.Model):
    """Cases that match go to a body. The first rule by `position` counts; an empty list matches everything.

    If the body cannot take a case, it climbs to that of the rule `fallback`. Deadlines left empty are those of the
    body. `reference` names the passage of the Enforcement Guidelines that it follows.
    """

    table = models.ForeignKey(
        JurisdictionTable, on_delete=models.CASCADE, related_name="rules", verbose_name=_("table")
    )
    key = models.SlugField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    conducts = ArrayField(models.CharField(max_length=24), verbose_name=_("conduct"), default=list, blank=True)
    severities = ArrayField(models.CharField(max_length=12), verbose_name=_("severity"), default=list, blank=True)
    places = ArrayField(models.CharField(max_length=16), verbose_name=_("place"), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=20), verbose_name=_("role of the accused"), default=list, blank=True)
    reach = models.CharField(_("wikis concerned"), max_length=8, choices=Reach, blank=True)
    kind = models.CharField(_("kind of body"), max_length=24, choices=BodyKind, blank=True)
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"), null=True, blank=True
    )
    acknowledge_within = models.PositiveSmallIntegerField(
        _("hours to acknowledge"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    decide_within = models.PositiveSmallIntegerField(
        _("days to decide"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    fallback = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", verbose_name=_("if it cannot"), null=True, blank=True
    )
    reference = models.CharField(_("reference to the Enforcement Guidelines"), max_length=200)
    reference_url = models.URLField(_("link to it"), blank=True)

    class Meta:
        verbose_name = _("rule of responsibility")
        verbose_name_plural = _("rules of responsibility")
        ordering: ClassVar[list[str]] = ["table", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table", "key"], name="rule_key_once"),
            models.UniqueConstraint(
                fields=["table", "position"], name="rule_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(body=None) & ~Q(kind="") | Q(body__isnull=False, kind=""), name="rule_names_one_body"
            ),
            models.CheckConstraint(
                condition=Q(fallback=None) | ~Q(fallback=F("id")), name="rule_does_not_fall_back_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(conducts__contained_by=Conduct.values)
                & Q(severities__contained_by=Severity.values)
                & Q(places__contained_by=Place.values)
                & Q(roles__contained_by=AccusedRole.values)
                & Q(reach__in=["", *Reach.values])
                & Q(kind__in=["", *BodyKind.values]),
                name="rule_words_are_known",
            ),
            models.CheckConstraint(
                condition=(Q(acknowledge_within=None) | Q(acknowledge_within__range=(1, 720)))
                & (Q(decide_within=None) | Q(decide_within__range=(1, 365))),
                name="rule_terms_are_sensible",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            stamps(),
            pgtrigger.Trigger(
                name="only_drafts_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' AND EXISTS (
                        SELECT 1 FROM ucoc_jurisdictiontable
                        WHERE id = OLD.table_id AND state <> 'draft'
                    ) OR TG_OP <> 'DELETE' AND EXISTS (
                        SELECT 1 FROM ucoc_jurisdictiontable
                        WHERE id = NEW.table_id AND state <> 'draft'
                    ) THEN
                        RAISE EXCEPTION 'the rules of a table that was proposed do not change'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_changes_in_drafts_only';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="fallback_is_of_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("fallback_id", "table_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__fallback__isnull=False),
                func="""
                    IF NEW.table_id IS DISTINCT FROM
                        (SELECT table_id FROM ucoc_jurisdictionrule WHERE id = NEW.fallback_id)
                    THEN
                        RAISE EXCEPTION 'a rule falls back to a rule of its own table'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_fallback_is_of_the_table';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.key
