"""Credentials, and the lists that say which are revoked."""

import uuid
from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import CredentialState, RevokedReason, SubjectIdentity, Visibility
from certification.badges.models.achievements import Achievement
from certification.badges.models.issuers import Issuer, SigningKey
from certification.badges.open_badges import bitstrings
from certification.badges.querysets import CredentialQuerySet, StatusListQuerySet
from certification.models import Period
from courses.models import Completion, PackCompletion
from wikilearn.core.languages import validate_tag
from wikilearn.people.models import Person


class StatusList(models.Model):
    """One bit for each of many credentials; set: revoked. `document` is the list as last signed."""

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField(_("number"))
    purpose = models.CharField(_("purpose"), max_length=20, default="revocation", editable=False)
    size = models.PositiveIntegerField(_("size in bits"), default=bitstrings.SIZE, editable=False)
    bits = models.BinaryField(_("bits"), default=bitstrings.empty)
    version = models.PositiveIntegerField(_("version"), default=0)
    document = models.TextField(_("signed list"), blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True)

    objects = StatusListQuerySet.as_manager()

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering: ClassVar[list[str]] = ["issuer", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "number"], name="status_list_number"),
            models.CheckConstraint(condition=Q(size__gte=bitstrings.SIZE), name="status_list_hides_in_a_crowd"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.number}"

    @property
    def address(self) -> str:
        """Where anybody may fetch it."""
        return f"{self.issuer.address}/status/{self.number}"


class Credential(models.Model):
    """One badge of one person: the row is written with the certification, the signature follows by Celery.

    `document` is the JSON exactly as it was signed. `edition` counts the badges for one period: its days may change,
    then a new badge replaces the one before. `awarded_at` is the first award and stays over renewals.
    `evidence` is a list of `{"id", "name", "narrative"}`, as it was known then and without anything private.
    `template_version` is the number of the template that it is drawn with (see `Template`), and stays.
    `holder_name` is what the certificate prints; `identity_value` and `identity_salt` are what the badge itself says.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="credentials")
    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="credentials")
    achievement = models.ForeignKey(
        Achievement, verbose_name=_("achievement"), on_delete=models.PROTECT, related_name="credentials"
    )
    period = models.ForeignKey(
        Period, verbose_name=_("period"), on_delete=models.PROTECT, related_name="credentials", null=True, blank=True
    )
    pack_completion = models.OneToOneField(
        PackCompletion,
        verbose_name=_("completed learning pack"),
        on_delete=models.PROTECT,
        related_name="credential",
        null=True,
        blank=True,
    )
    completion = models.ForeignKey(
        Completion,
        verbose_name=_("passed course"),
        on_delete=models.PROTECT,
        related_name="credentials",
        null=True,
        blank=True,
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        related_name="superseded_by",
        null=True,
        blank=True,
    )
    identity = models.CharField(
        _("names its holder"), max_length=10, choices=SubjectIdentity, default=SubjectIdentity.PSEUDONYM
    )
    identity_value = models.CharField(_("name in the badge"), max_length=300, blank=True)
    identity_salt = models.CharField(_("salt"), max_length=40, blank=True)
    holder_name = models.CharField(_("name on the certificate"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=35, default="en", validators=[validate_tag])
    level = models.CharField(_("level"), max_length=20, blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    template_version = models.PositiveSmallIntegerField(_("version of the template"), default=1)
    status_list = models.ForeignKey(
        StatusList, verbose_name=_("status list"), on_delete=models.PROTECT, related_name="credentials"
    )
    status_index = models.PositiveIntegerField(_("place in the status list"))
    awarded_at = models.DateTimeField(_("first awarded"))
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CredentialState, default=CredentialState.PENDING)
    key = models.ForeignKey(
        SigningKey, verbose_name=_("signing key"), on_delete=models.PROTECT, related_name="credentials", null=True
    )
    document = models.TextField(_("document"), blank=True)
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=Visibility, default=Visibility.PRIVATE, db_default=Visibility.PRIVATE
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True)
    notified_at = models.DateTimeField(_("told"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_reason = models.CharField(_("reason"), max_length=10, choices=RevokedReason, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering: ClassVar[list[str]] = ["-valid_from", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-valid_from"], name="credential_of_person"),
            models.Index(fields=["person"], condition=Q(visibility=Visibility.PROFILE), name="credential_on_profile"),
            models.Index(
                fields=["created_at"],
                condition=Q(state=CredentialState.PENDING) | Q(state=CredentialState.SIGNED, notified_at=None),
                name="credential_unfinished",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="credential_index_never_again"),
            models.UniqueConstraint(fields=["period", "edition"], name="credential_edition_of_period"),
            models.UniqueConstraint(fields=["completion", "edition"], name="credential_edition_of_completion"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="credential_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=CredentialState.REVOKED, revoked_at__isnull=False) & ~Q(revoked_reason="")
                | ~Q(state=CredentialState.REVOKED) & Q(revoked_at=None, revoked_reason=""),
                name="credential_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=CredentialState.SIGNED)
                | ~Q(document="") & Q(key__isnull=False, signed_at__isnull=False),
                name="credential_signed_has_document",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="credential_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="credential_place_stays",
                fields=["uid", "status_list", "status_index", "achievement", "valid_from"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        return reverse("badges:credential", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"credential:{self.uid}"

    @property
    def address(self) -> str:
        """Its `id`."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    @property
    def valid_from_day(self) -> date:
        """The first day, which counts from its start in UTC, wherever the reader is."""
        return self.valid_from.date()

    @property
    def valid_until_day(self) -> date | None:
        """The last day, which counts to its end in UTC."""
        return self.valid_until.date() if self.valid_until else None
