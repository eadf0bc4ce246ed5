"""What learners say to each other about a course: threads, posts, and what each person wants to see of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import DiscussionState
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets_discussion import PostQuerySet, ThreadQuerySet
from wikilearn.core.languages import Language, validate_tag
from wikilearn.core.languages import get as language_named

LONGEST_POST = 10_000


class CourseDiscussion(models.Model):
    """Whether a course is discussed here; without a row it is."""

    course = models.OneToOneField(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="discussion")
    state = models.CharField(_("state"), max_length=10, choices=DiscussionState, default=DiscussionState.OPEN)

    class Meta:
        verbose_name = _("discussion of a course")
        verbose_name_plural = _("discussions of courses")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=DiscussionState.values), name="discussion_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.state}"


class Thread(models.Model):
    """A subject that is discussed, of a course or of one lesson. `replies` counts posts after the first."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="threads")
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH, blank=True)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=35, validators=[validate_tag])
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    last_post_at = models.DateTimeField(_("last post"), default=timezone.now)
    replies = models.PositiveIntegerField(_("replies"), default=0)
    pinned = models.BooleanField(_("pinned"), default=False)
    locked = models.BooleanField(_("locked"), default=False)
    hidden = models.BooleanField(_("hidden"), default=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering: ClassVar[list[str]] = ["-pinned", "-last_post_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "-pinned", "-last_post_at"], name="thread_of_course"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the thread."""
        return reverse("courses:thread", args=[self.course.slug, self.pk])

    @property
    def reference(self) -> str:
        """How the audit log names this thread."""
        return f"thread:{self.pk}"

    @property
    def spoken(self) -> Language:
        """The language of the title."""
        return language_named(self.language)


class Post(models.Model):
    """What one person says. `text` is CommonMark, `html` the safe page of it, written with it.

    Without an author it is by a former member. A deleted one has lost its text; a hidden one keeps it for moderators.
    """

    thread = models.ForeignKey(Thread, verbose_name=_("thread"), on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.SET_NULL, related_name="posts", null=True
    )
    text = models.TextField(_("text"), max_length=LONGEST_POST, blank=True)
    html = models.TextField(_("page"), blank=True)
    language = models.CharField(_("language"), max_length=35, validators=[validate_tag])
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("hidden by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    hidden_reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(text="", html=""), name="post_deleted_has_no_text"),
            models.CheckConstraint(condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="post_hidden_for_a_reason"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "created_at"], name="post_of_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.pk}"

    @property
    def reference(self) -> str:
        """How the audit log names this post."""
        return f"post:{self.pk}"

    @property
    def spoken(self) -> Language:
        """Its language."""
        return language_named(self.language)


class PostVersion(models.Model):
    """How a post read before an edit."""

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="versions")
    html = models.TextField(_("page"))
    language = models.CharField(_("language"), max_length=35)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("earlier version of a post")
        verbose_name_plural = _("earlier versions of posts")
        ordering: ClassVar[list[str]] = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.written_at:%Y-%m-%d %H:%M}"

    @property
    def spoken(self) -> Language:
        """Its language."""
        return language_named(self.language)


class Mention(models.Model):
    """A post names a person, who is told once."""

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["post", "person"], name="mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"


class ThreadReader(models.Model):
    """Until when a person has read a thread, and whether they want to hear of what follows."""

    thread = models.ForeignKey(Thread, verbose_name=_("thread"), on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    read_at = models.DateTimeField(_("read until"), default=timezone.now)
    follows = models.BooleanField(_("follows"), default=False)

    class Meta:
        verbose_name = _("reader of a thread")
        verbose_name_plural = _("readers of threads")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "thread"], name="thread_reader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.person_id}"


class Mute(models.Model):
    """A person does not want to see what another writes. The other is not told."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="mutes"
    )
    muted = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("muted"), on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("muted person")
        verbose_name_plural = _("muted people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "muted"], name="mute_once"),
            models.CheckConstraint(condition=~Q(person=F("muted")), name="mute_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.muted_id}"


class DiscussionChoice(models.Model):
    """What becomes of a person's posts when their account is erased; without a row they vanish."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="discussion_choice"
    )
    posts_stay = models.BooleanField(_("posts stay, as by a former member"), default=False)

    class Meta:
        verbose_name = _("choice about one’s posts")
        verbose_name_plural = _("choices about one’s posts")

    def __str__(self) -> str:
        return str(self.person_id)
