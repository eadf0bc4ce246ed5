"""Selections of credentials."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from certification.badges.enums import CredentialState
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from certification.badges.models import Credential  # noqa: F401 - named in the base class


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials."""

    def of(self, person: Person) -> Self:
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
