"""What may be known of a case without a key."""

import secrets
import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.querysets.cases import CaseQuerySet
from reporting.states import OPEN, CaseState
from ucoc.enums import Conduct, Place, Severity
from ucoc.models import EnforcementBody
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A random public name, twelve signs (57 bits): no gap in numbers tells of a case that somebody may not see."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def only_upwards() -> pgtrigger.Trigger:
    """A row that was read before somebody left must not bring the old secret back when it is saved."""
    return pgtrigger.Protect(
        name="secret_only_upwards",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__secret_generation__lt=pgtrigger.F("old__secret_generation")),
    )


class Case(models.Model):
    """One report and all that follows from it. Clear fields only; no text, no name."""

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True, default=new_reference, editable=False)
    epoch = models.PositiveIntegerField(
        _("epoch"), default=1, help_text=_("Counts the keys that the case has had; each key has its own epoch.")
    )
    secret_generation = models.PositiveIntegerField(
        _("generation of the secret"),
        default=1,
        help_text=_("Counts the secrets outside the database that the case has had."),
    )
    state = models.CharField(_("state"), max_length=20, choices=CaseState, default=CaseState.RECEIVED)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("enforcement body")
    )
    position = models.PositiveSmallIntegerField(_("place on its route"), default=0)
    conduct = models.CharField(_("conduct"), max_length=24, choices=Conduct, default=Conduct.NOT_SURE)
    severity = models.CharField(_("severity"), max_length=12, choices=Severity, default=Severity.NORMAL)
    place = models.CharField(_("where"), max_length=16, choices=Place, default=Place.ELSEWHERE)
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=35, blank=True)
    assignee = models.ForeignKey(
        Person, on_delete=models.SET_NULL, related_name="+", verbose_name=_("assignee"), null=True, blank=True
    )
    acknowledge_by = models.DateTimeField(_("acknowledge by"))
    decide_by = models.DateTimeField(_("decide by"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting for the reporter since"), null=True, blank=True)
    settled_at = models.DateTimeField(_("decided or closed"), null=True, blank=True)
    keep_until = models.DateField(
        _("kept until"), null=True, blank=True, help_text=_("Open cases have none: they climb instead of expiring.")
    )
    rekey_due = models.BooleanField(
        _("needs a new key"), default=False, help_text=_("Somebody lost access while no key was at hand.")
    )
    forward_consent = models.BooleanField(_("the reporter lets us pass everything on"), default=False)
    canary = models.BooleanField(_("checks the route"), default=False, editable=False)
    origin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", verbose_name=_("came from"), null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", verbose_name=_("merged into"), null=True, blank=True
    )
    cluster = models.UUIDField(_("cluster"), null=True, blank=True)
    wave = models.DateTimeField(
        _("wave"),
        null=True,
        blank=True,
        help_text=_("When the flood of reports began in which this one came. Empty once somebody has pulled it out."),
    )

    reads = False
    """Set by the page that fetched the case by the policy: whether the person of the request may read it."""

    news = 0
    """Set by the page that opened the case: how many texts of people outside it took in just then."""

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="case_epoch", condition=Q(epoch__gte=1)),
            models.CheckConstraint(name="case_secret_generation", condition=Q(secret_generation__gte=1)),
            models.CheckConstraint(name="case_state_is_known", condition=Q(state__in=CaseState.values)),
            models.CheckConstraint(
                name="case_waits_since", condition=Q(state=CaseState.WAITING) | Q(waiting_since=None)
            ),
            models.CheckConstraint(
                name="case_merged_names_the_other",
                condition=Q(state=CaseState.MERGED, merged_into__isnull=False)
                | ~Q(state=CaseState.MERGED) & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="case_kept_while_open", condition=Q(keep_until=None) | ~Q(state__in=sorted(OPEN))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "state", "decide_by"], name="case_of_body"),
            models.Index(
                fields=["acknowledge_by"],
                condition=Q(acknowledged_at=None, state__in=sorted(OPEN)),
                name="case_unacknowledged",
            ),
            models.Index(fields=["decide_by"], condition=Q(state__in=sorted(OPEN)), name="case_undecided"),
            models.Index(fields=["cluster", "created_at"], condition=Q(cluster__isnull=False), name="case_of_cluster"),
        ]

        triggers: ClassVar[list[pgtrigger.Trigger]] = [only_upwards()]

    def __str__(self) -> str:
        return self.reference

    @property
    def audit_reference(self) -> str:
        """How the audit log names this case."""
        return f"case:{self.id}"

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something."""
        return self.state in OPEN
