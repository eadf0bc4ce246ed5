"""Selections of notices and e-mails."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from wikilearn.notices import kinds
from wikilearn.notices.enums import EmailState

if TYPE_CHECKING:
    from wikilearn.notices.models import Email, Notice, WikiMessage  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def shown_to(self, person: "Person") -> Self:
        """Those that the person sees on the site; none of a kind that no app knows any more."""
        return self.filter(person=person, on_site=True, kind__in=[kind.kind for kind in kinds.registered()])

    def unread(self) -> Self:
        """Those that were not read yet."""
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        """What is new before what was read, the latest first."""
        return self.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-id")


class EmailQuerySet(models.QuerySet["Email"]):
    """E-mails."""

    def due(self) -> Self:
        """Those whose time has come, the longest waiting first."""
        return self.filter(state=EmailState.DUE, send_after__lte=timezone.now()).order_by("send_after", "id")


class WikiMessageQuerySet(models.QuerySet["WikiMessage"]):
    """Messages on wikis."""

    def due(self) -> Self:
        """Those whose time has come, the longest waiting first."""
        return self.filter(state=EmailState.DUE, send_after__lte=timezone.now()).order_by("send_after", "id")
