"""Keeping the discussion of a course a place where people want to be."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import DiscussionState
from courses.errors import NotYours
from courses.models import Course, CourseDiscussion, Post, Thread
from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person


@transaction.atomic
def hide_post(*, actor: Person, post: Post, reason: str) -> Post:
    """Take a post out of sight. Its author is told why."""
    post = _locked(actor, post)
    if post.hidden_at is not None:
        return post
    if not reason.strip():
        raise DomainError(_("Say why: the author is told."), field="reason")
    post.hidden_at, post.hidden_by, post.hidden_reason = timezone.now(), actor, reason
    post.save()
    if post.author is not None:
        notify(
            person=post.author,
            kind="discussion_hidden",
            context={"title": post.thread.title, "reason": reason},
            url=post.thread.get_absolute_url(),
            key=f"hidden:{post.pk}:{post.hidden_at:%Y%m%d%H%M%S}",
        )
    record(actor=actor.reference, action="discussion.post_hidden", target=post.reference)
    return post


@transaction.atomic
def show_post(*, actor: Person, post: Post) -> Post:
    """Bring a hidden post back."""
    post = _locked(actor, post)
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
        post.save()
        record(actor=actor.reference, action="discussion.post_shown", target=post.reference)
    return post


@transaction.atomic
def arrange_thread(
    *,
    actor: Person,
    thread: Thread,
    pinned: bool | None = None,
    locked: bool | None = None,
    hidden: bool | None = None,
) -> Thread:
    """Pin a thread to the top, close it for new posts, take it out of sight, or undo any of these."""
    thread = Thread.objects.select_for_update(of=["self"]).select_related("course__organisation").get(pk=thread.pk)
    _demand(actor, thread.course)
    wanted = {"pinned": pinned, "locked": locked, "hidden": hidden}
    changed = {name: value for name, value in wanted.items() if value is not None and getattr(thread, name) != value}
    for name, value in changed.items():
        setattr(thread, name, value)
    if changed:
        thread.save(update_fields=list(changed))
        record(actor=actor.reference, action="discussion.thread_arranged", target=thread.reference, details=changed)
    return thread


@transaction.atomic
def set_discussion(*, actor: Person, course: Course, state: DiscussionState) -> None:
    """Open the discussion of a course, let it only be read, or switch it off."""
    _demand(actor, course)
    CourseDiscussion.objects.update_or_create(course=course, defaults={"state": state})
    record(actor=actor.reference, action="discussion.set", target=course.reference, details={"state": str(state)})


def _locked(actor: Person, post: Post) -> Post:
    rows = Post.objects.select_for_update(of=["self"]).select_related("thread__course__organisation", "author")
    fresh: Post = rows.get(pk=post.pk)
    _demand(actor, fresh.thread.course)
    return fresh


def _demand(actor: Person, course: Course) -> None:
    if not actor.has_perm("courses.moderate_discussion", course):
        raise NotYours(_("Only the organisation of the course and curators can do that."))
