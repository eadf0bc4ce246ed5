"""Selections of credentials."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certification.badges.enums import CredentialState, Visibility
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from certification.badges.models import Credential, ShareLink, StatusList  # noqa: F401 - named in the base classes

RENEW_AFTER = timedelta(days=1)
"""Age at which a signed status list is signed again; it may be relied on for a week."""


class StatusListQuerySet(models.QuerySet["StatusList"]):
    """Lists of revoked badges."""

    def due_for_signature(self) -> Self:
        """Never signed, or so long ago that whoever keeps a copy should get another one."""
        return self.filter(Q(signed_at=None) | Q(signed_at__lte=timezone.now() - RENEW_AFTER)).order_by("signed_at")


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials."""

    def of(self, person: Person | int) -> Self:
        """Those that the person holds, newest first."""
        return self.filter(person=person).order_by("-valid_from", "-pk")

    def current(self) -> Self:
        """Neither revoked nor replaced."""
        return self.exclude(state=CredentialState.REVOKED).filter(superseded_by=None)

    def unfinished(self, *, created_before: datetime) -> Self:
        """Not yet signed, or its holder not told, though there was time: what a lost broker or a killed worker left.

        Telling is the last step of the pipeline, so it stands for all of them; the partial index of the model makes
        this cheap among millions.
        """
        waiting = Q(state=CredentialState.PENDING) | Q(state=CredentialState.SIGNED, notified_at=None)
        return self.filter(waiting, created_at__lt=created_before, person__is_active=True)

    def with_story(self) -> Self:
        """With everything that a page about a credential shows."""
        return self.select_related("achievement", "issuer", "period", "person", "superseded_by", "status_list")

    def on_profile(self) -> Self:
        """Those that their holder shows to everybody, signed and not revoked."""
        return self.filter(visibility=Visibility.PROFILE, state=CredentialState.SIGNED)

    def shared(self) -> Self:
        """Those that links of their holder may show."""
        return self.exclude(visibility=Visibility.PRIVATE)

    def standing(self, status: str, at: datetime) -> Self:
        """Those whose status (a word of `queries.Status`) this is; the same order of reasons as in `status_of`."""
        reasons = {
            "revoked": Q(state=CredentialState.REVOKED),
            "expired": Q(valid_until__lt=at),
            "superseded": Q(superseded_by__edition__gt=1),
            "not_yet": Q(valid_from__gt=at),
            "valid": Q(),
        }
        found = self
        for reason, condition in reasons.items():
            if reason == status:
                return found.filter(condition)
            found = found.filter(~condition)
        return self.none()


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Links to badges."""

    def live(self, at: datetime) -> Self:
        """Neither taken back nor past their time."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)

    def showing(self, at: datetime) -> Self:
        """Live, and their badge is not private."""
        return self.live(at).exclude(credential__visibility=Visibility.PRIVATE)
