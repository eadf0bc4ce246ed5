"""A person's certifications in their own calendar."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person


class CertificationCalendar(models.Model):
    """A secret address at which calendars read when a person's certifications end; a new one ends the one before.

    Only the SHA-256 of its secret is kept.
    """

    person = models.OneToOneField(
        Person,
        on_delete=models.CASCADE,
        related_name="certification_calendar",
        verbose_name=_("person"),
        primary_key=True,
    )
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("calendar of certifications")
        verbose_name_plural = _("calendars of certifications")

    def __str__(self) -> str:
        return f"{self.person_id}"
