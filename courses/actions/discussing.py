"""Writing in the discussion of a course, and what a person wants to see of it."""

import re

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import DiscussionState
from courses.errors import NotYours, WrongState
from courses.models import (
    Course,
    DiscussionChoice,
    Mention,
    Mute,
    Post,
    PostVersion,
    Thread,
    ThreadReader,
)
from courses.models.discussion import LONGEST_POST
from courses.queries.discussion import may_write, participants_of, state_of
from wikilearn.core import markdown
from wikilearn.core.errors import DomainError
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

LONGEST_NAME = 6
"""How many words of a username a mention looks for."""
MOST_MENTIONS = 20
_AT = re.compile(r"(?<![\w/@])@([^\s@][^\n@]{0,254})")


@transaction.atomic
def start_thread(
    *, actor: Person, course: Course, title: str, text: str, language: str, lesson_key: str = ""
) -> Thread:
    """A new thread with its first post. Whoever starts it follows it."""
    _demand_open(actor, course)
    thread = Thread.objects.create(
        course=course, lesson_key=lesson_key, title=title, language=language, started_by=actor
    )
    _write(actor, thread, text, language)
    return thread


@transaction.atomic
def reply(*, actor: Person, thread: Thread, text: str, language: str) -> Post:
    """One more post. Followers are told, once until they have looked; whoever is mentioned is told once."""
    thread = Thread.objects.select_for_update(of=["self"]).select_related("course").get(pk=thread.pk)
    _demand_open(actor, thread.course)
    if thread.locked or thread.hidden:
        raise WrongState(_("This thread is closed."))
    post = _write(actor, thread, text, language)
    Thread.objects.filter(pk=thread.pk).update(replies=F("replies") + 1, last_post_at=post.created_at)
    _tell_followers(actor, thread, post)
    return post


@transaction.atomic
def edit_post(*, actor: Person, post: Post, text: str, language: str) -> Post:
    """Change one's own post; how it read before stays to be seen."""
    post = _own(actor, post)
    if post.hidden_at is not None or post.thread.locked:
        raise WrongState(_("This post cannot be changed any more."))
    _check_text(text)
    if (post.text, post.language) == (text, language):
        return post
    PostVersion.objects.create(
        post=post, html=post.html, language=post.language, written_at=post.edited_at or post.created_at
    )
    post.text, post.html, post.language = text, _html(text), language
    post.edited_at = timezone.now()
    post.save()
    _mention(actor, post)
    return post


@transaction.atomic
def delete_post(*, actor: Person, post: Post) -> None:
    """Take back one's own post, with all that it said before. That something stood here remains."""
    blank_post(_own(actor, post))


@transaction.atomic
def follow_thread(*, actor: Person, thread: Thread, follows: bool) -> None:
    """Hear of new posts, or no longer."""
    ThreadReader.objects.update_or_create(thread=thread, person=actor, defaults={"follows": follows})


@transaction.atomic
def see_thread(*, actor: Person, thread: Thread) -> None:
    """The person has read the thread up to now."""
    ThreadReader.objects.bulk_create(
        [ThreadReader(thread=thread, person=actor)],
        update_conflicts=True,
        unique_fields=["person", "thread"],
        update_fields=["read_at"],
    )


@transaction.atomic
def mute_person(*, actor: Person, other: Person) -> None:
    """See nothing any more of what the other writes. They are not told."""
    if actor.pk == other.pk:
        raise DomainError(_("You cannot mute yourself."))
    Mute.objects.get_or_create(person=actor, muted=other)


@transaction.atomic
def unmute_person(*, actor: Person, other: Person) -> None:
    """See again what the other writes."""
    Mute.objects.filter(person=actor, muted=other).delete()


@transaction.atomic
def choose_for_posts(*, actor: Person, stay: bool) -> None:
    """Say what becomes of one's posts when the account is erased."""
    DiscussionChoice.objects.update_or_create(person=actor, defaults={"posts_stay": stay})


def blank_post(post: Post) -> None:
    """Remove what a post says and said. The caller has seen to permission."""
    post.versions.all().delete()
    post.mentions.all().delete()
    post.text = post.html = ""
    post.deleted_at = timezone.now()
    post.save()


def mentioned_names(text: str) -> set[str]:
    """The usernames that a text may mean by `@Name`, in canonical spelling: a name may have several words."""
    names = set()
    for match in _AT.finditer(text):
        words = match[1].split(" ")
        for length in range(1, min(LONGEST_NAME, len(words)) + 1):
            names.add(normalise(" ".join(words[:length]).rstrip(".,;:!?)]}\"'،؛؟。，")))
    return names - {""}


def _write(actor: Person, thread: Thread, text: str, language: str) -> Post:
    _check_text(text)
    post = Post.objects.create(thread=thread, author=actor, text=text, html=_html(text), language=language)
    ThreadReader.objects.update_or_create(
        thread=thread, person=actor, defaults={"read_at": post.created_at}, create_defaults={"follows": True}
    )
    _mention(actor, post)
    return post


def _mention(actor: Person, post: Post) -> None:
    """Tell those whom the post names and who take part in the discussion, unless they muted the author."""
    names = mentioned_names(post.text)
    if not names:
        return
    people = participants_of(post.thread.course).filter(username__in=names).exclude(pk=actor.pk)
    for person in people.exclude(mutes__muted=actor)[:MOST_MENTIONS]:
        Mention.objects.get_or_create(post=post, person=person)
        notify(
            person=person,
            kind="discussion_mention",
            context={"author": actor.username, "title": post.thread.title},
            url=f"{post.thread.get_absolute_url()}?post={post.pk}#post-{post.pk}",
            key=f"mention:{post.pk}",
        )


def _tell_followers(actor: Person, thread: Thread, post: Post) -> None:
    readers = thread.readers.filter(follows=True).exclude(person=actor).exclude(person__mutes__muted=actor)
    mentioned = set(post.mentions.values_list("person_id", flat=True))
    for reader in readers.select_related("person"):
        if reader.person_id not in mentioned:
            notify(
                person=reader.person,
                kind="discussion_reply",
                context={"title": thread.title},
                url=f"{thread.get_absolute_url()}?post={post.pk}#post-{post.pk}",
                key=f"thread:{thread.pk}:{reader.read_at:%Y%m%d%H%M%S%f}",
            )


def _own(actor: Person, post: Post) -> Post:
    fresh: Post = Post.objects.select_for_update(of=["self"]).select_related("thread__course").get(pk=post.pk)
    if fresh.author_id != actor.pk:
        raise NotYours(_("This post is somebody else’s."))
    if fresh.deleted_at is not None:
        raise WrongState(_("This post has been deleted."))
    return fresh


def _demand_open(actor: Person, course: Course) -> None:
    if state_of(course) != DiscussionState.OPEN:
        raise WrongState(_("Nobody can write in this discussion at present."))
    if not may_write(actor, course):
        raise NotYours(_("Enrol in the course to take part in its discussion."))


def _check_text(text: str) -> None:
    if not text.strip():
        raise DomainError(_("Write something first."), field="text")
    if len(text) > LONGEST_POST:
        raise DomainError(_("This is too long for a post."), field="text")


def _html(text: str) -> str:
    return markdown.render(text, heading_shift=3)
