"""Who a person is."""

import uuid
import zoneinfo
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core import languages
from wikilearn.people.enums import Theme
from wikilearn.people.querysets import PersonManager
from wikilearn.people.usernames import validate_username


def validate_time_zone(name: str) -> None:
    """Field validator: a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is not a time zone."), params={"zone": name}, code="zone")


class Person(AbstractBaseUser, PermissionsMixin):
    """One human being.

    `uid` is the public, meaningless reference used in addresses, on the audit log and in credentials.
    `central_id` is the global user id of the linked Wikimedia account (`sub`): a rename changes `username`, never it.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("username"), max_length=255, unique=True, validators=[validate_username])
    central_id = models.BigIntegerField(_("Wikimedia account id"), unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=35, validators=[languages.validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
        help_text=_("In the order in which the person prefers them."),
    )
    interface_language = models.CharField(_("language of the pages"), max_length=35, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(_("colours"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.username

    @property
    def reference(self) -> str:
        """How the audit log names this person."""
        return f"person:{self.uid}"

    @property
    def language_chain(self) -> list[str]:
        """The languages in which to show texts, best first, with parents, ending in English."""
        return languages.fallback_chain(self.languages)
