"""What two people decide about somebody's certification, and appeals."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import AppealState, Path, ProposalKind, ProposalState, ReasonCategory
from certification.models.facts import Fact
from certification.querysets import AppealQuerySet, ProposalQuerySet
from courses.models import Topic
from wikilearn.people.models import Person


def _not_the_same(one: str, other: str) -> Q:
    """Two columns never name the same person; an empty one names nobody."""
    return Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})


class Proposal(models.Model):
    """One authorised person proposes something about a person's certification; another one confirms or refuses it.

    `until` is the last day of an extension or exemption, or of what a claim is recognised for. `fact` is what a
    confirmation wrote. One that nobody decided by `expires_at` has expired.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ProposalKind)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("person"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))
    path = models.CharField(_("path"), max_length=10, choices=Path, default=Path.FIRST)
    until = models.DateField(_("last day"), null=True, blank=True)
    category = models.CharField(_("kind of reason"), max_length=16, choices=ReasonCategory, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    claim = models.ForeignKey(
        "certification.Claim",
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("claim"),
        null=True,
        blank=True,
    )
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"), null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    fact = models.OneToOneField(
        Fact, on_delete=models.PROTECT, related_name="proposal", verbose_name=_("fact"), null=True, blank=True
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering: ClassVar[list[str]] = ["proposed_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="proposal_kind_is_known", condition=Q(kind__in=ProposalKind.values)),
            models.CheckConstraint(name="proposal_state_is_known", condition=Q(state__in=ProposalState.values)),
            models.CheckConstraint(
                name="proposal_takes_two_people", condition=_not_the_same("decided_by", "proposed_by")
            ),
            models.CheckConstraint(
                name="proposal_not_about_oneself",
                condition=~Q(person=F("proposed_by")) & _not_the_same("decided_by", "person"),
            ),
            models.CheckConstraint(
                name="proposal_decided_by_somebody",
                condition=~Q(state__in=ProposalState.decided()) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_open_is_undecided",
                condition=~Q(state=ProposalState.OPEN) | Q(decided_by=None, decided_at=None, fact=None),
            ),
            models.CheckConstraint(
                name="proposal_has_a_last_day",
                condition=~Q(kind__in=[ProposalKind.EXTENSION, ProposalKind.EXEMPTION]) | Q(until__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_about_a_claim",
                condition=Q(kind__in=ProposalKind.about_claims(), claim__isnull=False)
                | ~Q(kind__in=ProposalKind.about_claims()) & Q(claim=None),
            ),
            models.UniqueConstraint(
                fields=["person", "topic"], name="proposal_one_at_a_time", condition=Q(state=ProposalState.OPEN)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="proposal_open", condition=Q(state=ProposalState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic_id} {self.person_id}"

    @property
    def reference(self) -> str:
        """How the audit log names this proposal."""
        return f"proposal:{self.uid}"


class Appeal(models.Model):
    """A person asks somebody else to look again at a fact that took something away from them.

    `against` decided first and may not decide the appeal; it is empty where that is not known any more. An answer is
    due by `due_on`. If the appeal is granted, `outcome` is the fact that annuls the first.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("fact"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("person"))
    text = models.TextField(_("why it should be looked at again"), blank=True)
    filed_at = models.DateTimeField(_("filed"), default=timezone.now, editable=False)
    due_on = models.DateField(_("answer due by"))
    against = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided first by"), null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"), null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.OneToOneField(
        Fact, on_delete=models.PROTECT, related_name="+", verbose_name=_("outcome"), null=True, blank=True
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="appeal_state_is_known", condition=Q(state__in=AppealState.values)),
            models.CheckConstraint(name="appeal_goes_to_another", condition=_not_the_same("decided_by", "against")),
            models.CheckConstraint(name="appeal_not_about_oneself", condition=_not_the_same("decided_by", "person")),
            models.CheckConstraint(
                name="appeal_decided_by_somebody",
                condition=~Q(state__in=[AppealState.GRANTED, AppealState.DISMISSED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_granted_by_a_fact",
                condition=Q(state=AppealState.GRANTED, outcome__isnull=False)
                | ~Q(state=AppealState.GRANTED) & Q(outcome=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], name="appeal_open", condition=Q(state=AppealState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.state}"

    @property
    def reference(self) -> str:
        """How the audit log names this appeal."""
        return f"appeal:{self.uid}"
