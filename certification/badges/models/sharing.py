"""What people show of their badges: links that they can take back, and a page about themselves."""

import secrets
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.models.credentials import Credential
from certification.badges.querysets import ShareLinkQuerySet
from wikilearn.people.models import Person

unguessable = partial(secrets.token_urlsafe, 24)
"""192 random bits for an address that only those know who were given it."""


class ShareLink(models.Model):
    """An address that shows one badge until its holder takes it back.

    `opened` counts visits and nothing about visitors: the same visitor counts once an hour (see `count_visit`).
    """

    credential = models.ForeignKey(
        Credential, verbose_name=_("badge"), on_delete=models.CASCADE, related_name="share_links"
    )
    token = models.CharField(_("address"), max_length=40, unique=True, default=unguessable, editable=False)
    label = models.CharField(_("for whom"), max_length=100, blank=True)
    names_holder = models.BooleanField(_("shows my username"), default=False)
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    opened = models.PositiveIntegerField(_("times opened"), default=0, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a badge")
        verbose_name_plural = _("links to badges")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(token__regex=r"^[A-Za-z0-9_-]{32,40}$"),  # noqa: S106 - a shape, not a secret
                name="share_link_unguessable",
            )
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("badges:shared", args=[self.token])

    @property
    def address(self) -> str:
        """What is copied and sent."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    def works(self, at: datetime) -> bool:
        """Whether it shows anything at that moment, as far as the link itself decides."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class Profile(models.Model):
    """A person's public page with the badges that they put there. There is none unless they want one."""

    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, primary_key=True, related_name="badge_profile"
    )
    slug = models.CharField(_("address"), max_length=40, unique=True, default=unguessable, editable=False)
    name = models.CharField(_("name on the page"), max_length=100)
    about = models.TextField(_("about me"), max_length=500, blank=True)
    findable = models.BooleanField(_("search engines may list it"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("public profile")
        verbose_name_plural = _("public profiles")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="profile_has_a_name")
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("badges:profile", args=[self.slug])

    @property
    def address(self) -> str:
        """What is copied and sent."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}"
