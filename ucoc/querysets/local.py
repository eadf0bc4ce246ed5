"""Selections of local codes and their versions."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ucoc.enums import UNDER_WORK, LocalState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from ucoc.models.local import LocalCode, LocalVersion  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class LocalCodeQuerySet(models.QuerySet["LocalCode"]):
    """Local codes."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """All but those of private wikis; these too for whoever has a role of the site."""
        if getattr(person, "roles", None):
            return self
        return self.filter(Q(wiki=None) | Q(wiki__private=False))

    def matching(self, words: str) -> Self:
        """Those whose community, or whose ratified text, holds the words."""
        words = words.strip()
        if not words:
            return self
        from ucoc.models.local import LocalText

        said = LocalText.objects.filter(version__local=OuterRef("pk"), version__state=LocalState.RATIFIED).filter(
            Q(heading__icontains=words) | Q(text__icontains=words)
        )
        return self.filter(
            Q(slug__icontains=words)
            | Q(wiki__dbname__icontains=words)
            | Q(wiki__name__icontains=words)
            | Q(organisation__name__unaccent__icontains=words)
            | Exists(said)
        )

    def in_state(self, state: str) -> Self:
        """Those with a version in that state; all for an empty one."""
        from ucoc.models.local import LocalVersion

        return self.filter(Exists(LocalVersion.objects.filter(local=OuterRef("pk"), state=state))) if state else self


class LocalVersionQuerySet(models.QuerySet["LocalVersion"]):
    """Versions of local codes."""

    def locked(self, pk: int) -> "LocalVersion":
        """That version, which nobody else can change until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("local", "builds_on").get(pk=pk)

    def ratified(self) -> Self:
        """Those in force now."""
        return self.filter(state=LocalState.RATIFIED)

    def under_work(self) -> Self:
        """Drafts, those in consultation and in review."""
        return self.filter(state__in=UNDER_WORK)

    def with_untold_comments(self, *, not_since: datetime) -> Self:
        """Those with comments that nobody was told of yet, where nobody was told of any since that moment."""
        from ucoc.models.consulting import Comment

        last = Coalesce(OuterRef("comments_told_at"), OuterRef("started_at"))
        news = Comment.objects.filter(version=OuterRef("pk"), hidden_at=None, at__gt=last)
        rested = Q(comments_told_at=None) | Q(comments_told_at__lte=not_since)
        return self.filter(rested, Exists(news))

    def public(self) -> Self:
        """Those that everybody may read: whatever has been in consultation; drafts are for who writes them."""
        return self.exclude(state__in=[LocalState.DRAFT, LocalState.WITHDRAWN])
