"""Everything that needs a key. No column here says what happened, who told it or about whom."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.enums import GrantPurpose, ItemKind, ShredStep
from reporting.models.cases import Case
from reporting.models.keys import KeyLogEntry
from reporting.querysets.sealed import GrantQuerySet, SealedItemQuerySet
from wikilearn.people.models import Person


def today() -> date:
    """The day in UTC: exact times lie inside what is sealed, where no log of the web server meets them."""
    return timezone.now().date()


class Grant(models.Model):
    """A key of a case, sealed for one person. `held`: made ready for when the case climbs; it opens nothing yet."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants", verbose_name=_("case"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    purpose = models.PositiveSmallIntegerField(_("purpose"), choices=GrantPurpose, default=GrantPurpose.CASE)
    epoch = models.PositiveIntegerField(_("epoch"))
    held = models.BooleanField(_("held back"), default=False)
    entry = models.ForeignKey(KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("public key"))
    box = models.BinaryField(_("box"))

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["person", "case", "purpose", "epoch"], condition=Q(held=False), name="grant_live_of_person"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("case", "person", "purpose", name="grant_once"),
            models.CheckConstraint(name="grant_purpose", condition=Q(purpose__in=GrantPurpose.values)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.purpose}"


class Receipt(models.Model):
    """A reporter's key pair. `lookup` and the key around the private half come from the receipt alone."""

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    lookup = models.BinaryField(_("look-up"), max_length=32, unique=True)
    public = models.BinaryField(_("public key"), max_length=32)
    wrapped = models.BinaryField(_("private key under the receipt"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return str(self.id)


class ReporterGrant(models.Model):
    """The key of the dialogue of a case, sealed for the holder of a receipt."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reporter_grants", verbose_name=_("case"))
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="grants", verbose_name=_("receipt"))
    epoch = models.PositiveIntegerField(_("epoch"))
    box = models.BinaryField(_("box"))

    class Meta:
        verbose_name = _("grant of a reporter")
        verbose_name_plural = _("grants of reporters")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("case", "receipt", name="reporter_grant_once"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class SealedItem(models.Model):
    """One text of a case. Author and exact time are inside; `shareable` and `kind` are clear, and bound to the text."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_items", verbose_name=_("case"))
    epoch = models.PositiveIntegerField(_("epoch"))
    kind = models.CharField(_("kind"), max_length=30, choices=ItemKind)
    shareable = models.BooleanField(_("may be shared with the person reported"), default=False)
    day = models.DateField(_("day"), default=today, editable=False)
    box = models.BinaryField(_("box"))

    objects = SealedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed item")
        verbose_name_plural = _("sealed items")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index("case", "id", name="sealed_item_case")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="sealed_item_kind", condition=Q(kind__in=ItemKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class SealedFile(models.Model):
    """A file of a case. The envelope (key, name, length, digest) is sealed; the body lies in the storage at `path`.

    `dialogue`: the reporter can open it too. The envelope is empty while the file is being destroyed.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_files", verbose_name=_("case"))
    epoch = models.PositiveIntegerField(_("epoch"))
    dialogue = models.BooleanField(_("open to the reporter"), default=True)
    day = models.DateField(_("day"), default=today, editable=False)
    envelope = models.BinaryField(_("envelope"))
    path = models.CharField(_("place in the storage"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index("case", "id", name="sealed_file_case")]

    def __str__(self) -> str:
        return str(self.uid)


class IdentityBox(models.Model):
    """Who reported, sealed twice: by the key of the identity, then by one of the case. Every case has one."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="identity_box", verbose_name=_("case")
    )
    epoch = models.PositiveIntegerField(_("epoch"))
    box = models.BinaryField(_("box"))

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return str(self.case_id)


class ItemGrant(models.Model):
    """A copy of one text for one person, until a time: for translators, who see nothing else of the case."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(SealedItem, on_delete=models.CASCADE, related_name="grants", verbose_name=_("item"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    until = models.DateTimeField(_("until"))
    key_box = models.BinaryField(_("key"))
    box = models.BinaryField(_("copy"))

    class Meta:
        verbose_name = _("grant of one item")
        verbose_name_plural = _("grants of one item")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("item", "person", name="item_grant_once"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Shredding(models.Model):
    """The destruction of a case: which step is next, and when all of it was done. No link: the case row may go, too."""

    case_uid = models.UUIDField(_("case"), primary_key=True)
    step = models.CharField(_("next step"), max_length=10, choices=ShredStep, default=ShredStep.GRANTS)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("destruction of a case")
        verbose_name_plural = _("destructions of cases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="shredding_done",
                condition=(Q(step=ShredStep.DONE) & Q(finished_at__isnull=False))
                | (~Q(step=ShredStep.DONE) & Q(finished_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_uid}: {self.step}"
