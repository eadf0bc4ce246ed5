"""How people want to be named."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import SubjectIdentity
from wikilearn.people.models import Person


class Naming(models.Model):
    """How a person wants their coming badges to name them; `real_name` only if they ask for it."""

    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, primary_key=True, related_name="badge_naming"
    )
    identity = models.CharField(_("how badges name you"), max_length=10, choices=SubjectIdentity)
    real_name = models.CharField(_("name in badges"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("naming in badges")
        verbose_name_plural = _("namings in badges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(real_name="") & Q(identity=SubjectIdentity.NAME)
                | Q(real_name="") & ~Q(identity=SubjectIdentity.NAME),
                name="naming_keeps_a_name_only_while_wanted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.identity}"
