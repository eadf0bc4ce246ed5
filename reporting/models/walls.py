"""Who must not see a case, as keyed hashes, and what people declare about those they are close to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from wikilearn.people.models import Person


class Wall(models.Model):
    """Whoever this token means (see `reporting.conflicts`) cannot tell the case from one that does not exist.

    It does not say why: accused, named, close to one of them, excluded by the reporter, stepped back, decided before.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="walls", verbose_name=_("case"))
    token = models.BinaryField(_("token"), max_length=32)

    class Meta:
        verbose_name = _("wall")
        verbose_name_plural = _("walls")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "token"], name="wall_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["token"], name="wall_of_token")]

    def __str__(self) -> str:
        return str(self.pk)


class Relation(models.Model):
    """A person declared that they are close to an account, or that it is theirs too: its conflicts are theirs.

    `tokens` mean that account; `sealed_name` is its name under the key of the site, so that the person can see and
    end what they declared.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    tokens = ArrayField(models.BinaryField(max_length=32), verbose_name=_("tokens"))
    sealed_name = models.TextField(_("name, encrypted"))
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)

    class Meta:
        verbose_name = _("declared relation")
        verbose_name_plural = _("declared relations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(tokens__len__gt=0), name="relation_means_somebody"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person"], name="relation_of_person")]

    def __str__(self) -> str:
        return str(self.pk)
