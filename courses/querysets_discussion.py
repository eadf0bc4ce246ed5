"""Selections of threads and posts."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from wikilearn.people.models import Person


class ThreadQuerySet(models.QuerySet[Any]):
    """Threads."""

    def shown_to(self, person: "Person", *, moderates: bool = False) -> "ThreadQuerySet":
        """Without those started by people whom the person muted, and without hidden ones unless they moderate."""
        from courses.models import Mute

        muted = Mute.objects.filter(person=person, muted=OuterRef("started_by"))
        rows = self.filter(~Exists(muted))
        return rows if moderates else rows.filter(hidden=False)

    def with_unread(self, person: "Person") -> "ThreadQuerySet":
        """Each with `unread`: something was written that the person has not seen."""
        from courses.models import ThreadReader

        read = ThreadReader.objects.filter(thread=OuterRef("pk"), person=person)
        seen = read.filter(read_at__gte=OuterRef("last_post_at"))
        return self.annotate(unread=~Exists(seen))

    def matching(self, words: str) -> "ThreadQuerySet":
        """Those whose title or a post that everybody sees holds the words, with or without accents."""
        from courses.models import Post

        words = words.strip()
        if not words:
            return self
        posts = Post.objects.visible().filter(thread=OuterRef("pk"), text__unaccent__icontains=words)
        return self.filter(Q(title__unaccent__icontains=words) | Exists(posts))


class PostQuerySet(models.QuerySet[Any]):
    """Posts."""

    def visible(self) -> "PostQuerySet":
        """Those that were neither deleted nor hidden."""
        return self.filter(deleted_at=None, hidden_at=None)

    def shown_to(self, person: "Person") -> "PostQuerySet":
        """Without those of people whom the person muted."""
        from courses.models import Mute

        return self.filter(~Exists(Mute.objects.filter(person=person, muted=OuterRef("author"))))
