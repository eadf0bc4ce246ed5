"""Issuers, their keys and every version of their did documents."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import KeyUse
from wikilearn.core.integrity import append_only
from wikilearn.movement.models import Organisation


class Issuer(models.Model):
    """Who answers for badges: a legal entity with a did of its own. The primary one has the did of the site itself."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("legal name"), max_length=200)
    did = models.CharField(_("did"), max_length=300, unique=True, editable=False)
    url = models.URLField(_("web page"), max_length=300)
    image = models.URLField(_("picture"), max_length=300, blank=True)
    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="badge_issuer",
        null=True,
        blank=True,
    )
    primary = models.BooleanField(_("issues what the site certifies"), default=False)
    active = models.BooleanField(
        _("issues badges"),
        default=True,
        help_text=_("What it has issued stays valid when it stops."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["primary"], condition=Q(primary=True), name="issuer_one_primary")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [pgtrigger.ReadOnly(name="did_stays", fields=["did", "slug"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("badges:issuer", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"issuer:{self.slug}"

    @property
    def address(self) -> str:
        """The start of the addresses of everything that belongs to the issuer."""
        return f"{settings.SITE_URL}/issuers/{self.slug}"


class SigningKey(models.Model):
    """The public part of a key. The private part is a file or comes from the environment (see `keys`).

    A retired key signs nothing more, but what it signed stays valid. A removed one is no longer in the did document:
    all that it signed is void, everywhere and at once. `public_key` is Multikey for proofs inside the badge, and a JSON
    Web Key for tokens.
    """

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="keys")
    method_id = models.CharField(_("verification method"), max_length=350, unique=True)
    use = models.CharField(_("signs"), max_length=9, choices=KeyUse, default=KeyUse.INTEGRITY)
    public_key = models.CharField(_("public key"), max_length=1000, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    removed_at = models.DateTimeField(_("no longer trusted since"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["issuer", "use"], condition=Q(retired_at=None), name="signing_key_one_active_of_use"
            ),
            models.CheckConstraint(condition=Q(use__in=KeyUse.values), name="signing_key_use_is_known"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(retired_at__isnull=False), name="signing_key_removed_is_retired"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="key_stays", exclude=["retired_at", "removed_at"]),
            pgtrigger.Protect(name="key_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.method_id

    @property
    def address(self) -> str:
        """Where the public part of a key for tokens answers by itself: the `kid` of its tokens."""
        return f"{self.issuer.address}/keys/{self.method_id.rpartition('#')[2]}"


class DidDocument(models.Model):
    """Every version of an issuer's did document, byte for byte."""

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="did_documents")
    version = models.PositiveIntegerField(_("version"))
    document = models.TextField(_("document"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("did document")
        verbose_name_plural = _("did documents")
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "version"], name="did_document_version")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.version}"
