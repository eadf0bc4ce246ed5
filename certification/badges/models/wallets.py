"""Wallets that registered themselves."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wallet(models.Model):
    """What a program says of itself beside its OAuth application. Nobody has checked a word of it."""

    application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
        verbose_name=_("application"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="wallet",
    )
    client_uri = models.URLField(_("web page"), max_length=500)
    logo_uri = models.URLField(_("picture"), max_length=500)
    tos_uri = models.URLField(_("terms of use"), max_length=500)
    policy_uri = models.URLField(_("privacy policy"), max_length=500)
    software_id = models.CharField(_("software"), max_length=200)
    software_version = models.CharField(_("version"), max_length=100)
    scope = models.TextField(_("may ask for"))
    contacts = ArrayField(models.CharField(max_length=200), verbose_name=_("contacts"), default=list, blank=True)

    class Meta:
        verbose_name = _("wallet")
        verbose_name_plural = _("wallets")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(client_uri__startswith="https://", policy_uri__startswith="https://"),
                name="wallet_is_reached_safely",
            )
        ]

    def __str__(self) -> str:
        return self.software_id

    @property
    def host(self) -> str:
        """The one part of its description that is proven: codes are sent there and nowhere else."""
        return urlsplit(self.client_uri).hostname or ""
