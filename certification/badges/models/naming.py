"""How people want to be named."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import SubjectIdentity
from wikilearn.people.models import Person


class Naming(models.Model):
    """How a person wants their coming badges to name them."""

    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, primary_key=True, related_name="badge_naming"
    )
    identity = models.CharField(_("how badges name you"), max_length=10, choices=SubjectIdentity)

    class Meta:
        verbose_name = _("naming in badges")
        verbose_name_plural = _("namings in badges")

    def __str__(self) -> str:
        return f"{self.person_id} {self.identity}"
