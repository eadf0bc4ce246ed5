"""What discussions keep about a person."""

from typing import Any

from courses.actions.discussing import blank_post
from courses.models import DiscussionChoice, Mention, Mute, Post, Thread, ThreadReader
from wikilearn.core import markdown
from wikilearn.people.models import Person

FORMER = "@…"
"""What stands in other people's posts where an erased person was named."""


def export(person: Person) -> dict[str, Any]:
    """What the person wrote, follows, and does not want to see."""
    return {
        "posts": [
            {
                "course": post.thread.course.slug,
                "thread": post.thread.title,
                "written": post.created_at.isoformat(),
                "language": post.language,
                "text": post.text,
                "earlier": [version.html for version in post.versions.all()],
            }
            for post in Post.objects.filter(author=person).select_related("thread__course").prefetch_related("versions")
        ],
        "follows": [
            row.thread.title
            for row in ThreadReader.objects.filter(person=person, follows=True).select_related("thread")
        ],
        "muted": list(Mute.objects.filter(person=person).values_list("muted__username", flat=True)),
        "posts_stay_after_erasure": DiscussionChoice.objects.filter(person=person, posts_stay=True).exists(),
    }


def erase(person: Person) -> None:
    """Posts vanish, or stay as by a former member if the person chose so; the name goes from other people's posts."""
    stay = DiscussionChoice.objects.filter(person=person, posts_stay=True).exists()
    for mention in Mention.objects.filter(person=person).select_related("post"):
        _forget_name(mention.post, person.username)
    for post in Post.objects.filter(author=person, deleted_at=None):
        if stay:
            post.versions.all().delete()
        else:
            blank_post(post)
    started = Thread.objects.filter(started_by=person)
    if not stay:
        started.exclude(posts__author__in=Person.objects.exclude(pk=person.pk)).delete()
        started.update(title="…")
    started.update(started_by=None)
    Post.objects.filter(author=person).update(author=None)
    for mine in (Mention, ThreadReader, DiscussionChoice):
        mine._default_manager.filter(person=person).delete()
    Mute.objects.filter(person=person).delete()
    Mute.objects.filter(muted=person).delete()


def _forget_name(post: Post, username: str) -> None:
    text = post.text.replace(f"@{username}", FORMER)
    Post.objects.filter(pk=post.pk).update(text=text, html=markdown.render(text, heading_shift=3))
    post.versions.filter(html__contains=f"@{username}").delete()
