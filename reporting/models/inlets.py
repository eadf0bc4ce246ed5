"""What people outside of a case put into it: answers of the accused, translations. And what they are given for that."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from reporting.models.sealed import ItemGrant
from wikilearn.people.models import Person


class Inlet(models.Model):
    """A public key under which somebody may seal one text into a case; its private half lies sealed in the case.

    What was put in waits in `box` until a reader opens the case; then it becomes an item, and the boxes are emptied.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="inlets", verbose_name=_("case"))
    public = models.BinaryField(_("public key"), max_length=32)
    key_box = models.BinaryField(_("key of the text"), null=True, blank=True)
    box = models.BinaryField(_("text"), null=True, blank=True)
    filled_on = models.DateField(_("filled"), null=True, blank=True)

    class Meta:
        verbose_name = _("inlet of a case")
        verbose_name_plural = _("inlets of cases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="inlet_whole",
                condition=Q(box=None, key_box=None)
                | Q(box__isnull=False, key_box__isnull=False, filled_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Letter(models.Model):
    """A question to somebody who was reported. `token` means the person, as walls do; no column names them.

    `box` holds the question and `to` the person, both under a secret of the letter that lies outside the database and
    goes with the letter. It opens for the person at `opens_at`, if nobody stopped it and the body agreed.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters", verbose_name=_("case"))
    inlet = models.OneToOneField(Inlet, on_delete=models.PROTECT, related_name="letter", verbose_name=_("inlet"))
    token = models.BinaryField(_("token"), max_length=32, db_index=True)
    box = models.BinaryField(_("question"))
    to = models.BinaryField(_("person, sealed"))
    prepared_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("prepared by")
    )
    approved_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agreed to by")
    )
    needs_approval = models.BooleanField(_("a second handler has to agree"), default=False)
    prepared_at = models.DateTimeField(_("prepared"), default=timezone.now)
    opens_at = models.DateTimeField(_("opens"))
    answer_by = models.DateTimeField(_("answer by"))
    told = models.BooleanField(_("the person was told"), default=False)
    objected_at = models.DateTimeField(_("the reporter objected"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    ended = models.BooleanField(_("ended"), default=False)

    class Meta:
        verbose_name = _("question to the person reported")
        verbose_name_plural = _("questions to people reported")
        ordering: ClassVar[list[str]] = ["prepared_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="letter_order", condition=Q(answer_by__gt=F("opens_at"))),
            models.CheckConstraint(
                name="letter_by_two", condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by"))
            ),
            models.UniqueConstraint(fields=["case", "token"], condition=Q(ended=False), name="letter_once"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def agreed(self) -> bool:
        """Nobody of the body has to say yes any more."""
        return not self.needs_approval or self.approved_by_id is not None


class Loan(models.Model):
    """A text that was lent to a translator, with the way on which the translation comes back."""

    grant = models.OneToOneField(ItemGrant, on_delete=models.CASCADE, related_name="loan", verbose_name=_("copy"))
    inlet = models.OneToOneField(Inlet, on_delete=models.PROTECT, related_name="loan", verbose_name=_("inlet"))
    language = models.CharField(_("into"), max_length=35)
    lent_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("lent by")
    )

    class Meta:
        verbose_name = _("loan to a translator")
        verbose_name_plural = _("loans to translators")

    def __str__(self) -> str:
        return str(self.pk)
