"""Who a person is, which roles of the site they hold, and the tokens that speak for them."""

import uuid
import zoneinfo
from datetime import datetime
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rules.permissions import has_perm as rules_has_perm
from rules.permissions import perm_exists

from wikilearn.core import languages
from wikilearn.people.enums import Role, Scope, Theme
from wikilearn.people.fields import UsernameField
from wikilearn.people.querysets import ApiTokenQuerySet, PersonManager, RoleGrantQuerySet
from wikilearn.people.usernames import normalise, validate_username

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def validate_time_zone(name: str) -> None:
    """Field validator: a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is not a time zone."), params={"zone": name}, code="zone")


class _IsNfc(Func):
    """Whether a text is in Unicode's normalisation form C."""

    template = "%(expressions)s IS NFC NORMALIZED"
    output_field = models.BooleanField()


class Person(AbstractBaseUser, PermissionsMixin):
    """One human being.

    `uid` is the public, meaningless reference used in addresses, on the audit log and in credentials.
    `central_id` is the global user id of the linked Wikimedia account (`sub`): a rename changes `username`, never it.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    username = UsernameField(_("username"), max_length=255, unique=True, validators=[validate_username])
    central_id = models.BigIntegerField(_("Wikimedia account id"), unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("The confirmed one."))
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
    named_in_credits = models.BooleanField(
        _("is named where they contributed"),
        default=True,
        help_text=_("As translator of a course, for example. Otherwise they are counted, not named."),
    )
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
        indexes: ClassVar[list[models.Index]] = [
            models.Index("email", name="person_email", condition=~Q(email="")),
            GinIndex(OpClass("username", "gin_trgm_ops"), name="person_username_similar"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="person_username_canonical",
                condition=_IsNfc("username") & ~Q(username__regex=r"^$|^ | $|_|  "),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save under the canonical spelling of the username: one account, one spelling."""
        self.username = normalise(self.username)
        super().save(*args, **kwargs)

    @property
    def reference(self) -> str:
        """How the audit log names this person."""
        return f"person:{self.uid}"

    @property
    def language_chain(self) -> list[str]:
        """The languages in which to show texts, best first, with parents, ending in English."""
        return languages.fallback_chain(self.languages)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles of the site held now, whether or not two-factor authentication lets them work; read once."""
        if not self.is_active or self.pk is None:
            return frozenset()
        if "live_roles" not in self.__dict__:
            return frozenset(Role(role) for role in self.role_grants.live().values_list("role", flat=True))
        return frozenset(Role(role) for role in self.__dict__["live_roles"])

    @cached_property
    def has_two_factor(self) -> bool:
        """An authenticator app or a passkey is set up (recovery codes alone do not count); read once."""
        if "second_factor" in self.__dict__:
            return bool(self.__dict__["second_factor"])
        return Authenticator.objects.filter(user_id=self.pk, type__in=SECOND_FACTORS).exists()

    @property
    def needs_two_factor(self) -> bool:
        """Sees other people's data: holds a role of the site, or may enter the administration."""
        return bool(self.roles) or self.is_staff or self.is_superuser

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the product's rules know, they alone decide, for superusers too; Django decides the rest.

        So no superuser sees a case, or anything else that a role opens, without holding that role.
        """
        if perm_exists(perm):
            return self.is_active and rules_has_perm(perm, self, obj)
        return super().has_perm(perm, obj)


class _Span(Func):
    """The half-open range of time in which a grant is live."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class RoleGrant(models.Model):
    """A person holds a role of the site from `since` until `until` (open: still). Ended, never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("granted by"),
        help_text=_("Empty: granted from the command line of the server."),
    )
    reason = models.CharField(_("reason"), max_length=500)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("reason of the end"), max_length=500, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="role_grant_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="role_grant_order", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(name="role_grant_reason", condition=~Q(reason="")),
            ExclusionConstraint(
                name="role_grant_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_Span("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class ApiToken(models.Model):
    """A secret that lets a program act for a person within `scopes`. Only its SHA-256 is kept (32 bytes)."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=100)
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="api_token_scopes", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(name="api_token_order", condition=Q(expires_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the audit log names this token."""
        return f"api_token:{self.uid}"

    @property
    def scope_labels(self) -> list[str]:
        """What the token may be used for, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]

    def is_live(self, at: datetime | None = None) -> bool:
        """Neither revoked nor expired at that time (now, if none is given)."""
        return self.revoked_at is None and self.expires_at > (at or timezone.now())
