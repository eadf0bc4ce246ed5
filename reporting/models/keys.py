"""Keys of people. Private ones are only ever here under a passphrase, a code or the shares of officers."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.enums import KeyAct
from reporting.querysets.keys import KeyLogQuerySet
from reporting.vault.keys import fingerprint
from wikilearn.core.integrity import append_only
from wikilearn.people.models import Person


class KeyLogEntry(models.Model):
    """A public key was added or retired. Append-only and chained; `seal` proves that the site wrote it.

    `hash` covers `previous_hash` and all that the entry says; `seal` is made with a pepper that no database holds.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    act = models.CharField(_("what"), max_length=10, choices=KeyAct)
    public = models.BinaryField(_("public key"), max_length=32)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    previous_hash = models.BinaryField(_("hash of the entry before"), max_length=32, unique=True)
    hash = models.BinaryField(_("hash"), max_length=32, unique=True)
    seal = models.BinaryField(_("seal"), max_length=32)

    objects = KeyLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the key log")
        verbose_name_plural = _("entries of the key log")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index("person", "id", name="key_log_person")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="key_log_act", condition=models.Q(act__in=KeyAct.values)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        """How people compare the key."""
        return fingerprint(bytes(self.public))


class KeyConfirmation(models.Model):
    """Somebody else compared the fingerprint of a key that took the place of another one: from then on it counts."""

    entry = models.ForeignKey(
        KeyLogEntry, on_delete=models.PROTECT, related_name="confirmations", verbose_name=_("key")
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("confirmation of a key")
        verbose_name_plural = _("confirmations of keys")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("entry", "by", name="key_confirmation_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return str(self.entry)


class KnownKey(models.Model):
    """The key of `of` that `holder` last granted something to: another one makes them compare fingerprints first."""

    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("known by"))
    of = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("key of"))
    entry = models.ForeignKey(KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("key"))

    class Meta:
        verbose_name = _("known key")
        verbose_name_plural = _("known keys")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("holder", "of", name="known_key_once"),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class VaultKey(models.Model):
    """The private key that somebody uses now, under their passphrase and under their recovery code."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="vault_key", verbose_name=_("person")
    )
    entry = models.OneToOneField(KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("public key"))
    wrapped = models.BinaryField(_("under the passphrase"))
    wrapped_by_code = models.BinaryField(_("under the recovery code"), null=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("vault key")
        verbose_name_plural = _("vault keys")

    def __str__(self) -> str:
        return str(self.entry)
