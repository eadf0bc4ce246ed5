"""Published states, for ever, and the ready pages that are compiled from the current one."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import search
from courses.enums import CourseLevel, RevisionKind
from courses.models.catalogue import changes_are_noted
from courses.models.overlays import Overlay
from courses.models.questions import QuestionRevision
from courses.models.structure import KEY_LENGTH, Course
from courses.models.topics import Topic
from courses.querysets import CompiledCourseQuerySet, CompiledQuestionQuerySet
from wikilearn.core import folding
from wikilearn.core.integrity import append_only


class CourseRevision(models.Model):
    """An immutable published state. `document` holds all that is needed to compile it again: structure, texts,
    translations with their states, settings, and the ids of the question revisions.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=5, choices=RevisionKind)
    note = models.CharField(_("note"), max_length=500, blank=True)
    document = models.JSONField(_("document"))
    hash = models.CharField(_("hash of the document"), max_length=64)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("submitted by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("course revision")
        verbose_name_plural = _("course revisions")
        ordering: ClassVar[list[str]] = ["course", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "number"], name="course_revision_number"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.course_id} r{self.number}"

    @property
    def topic(self) -> Topic | None:
        """What this state of the course is about; the course itself may have got another topic since."""
        return Topic.objects.filter(key=self.document["course"]["topic"]).first()

    @property
    def path(self) -> str:
        """Whether this state of the course led to a first certification or refreshed one; "" if it does not say."""
        return str(self.document["course"].get("path", ""))


class CompiledLesson(models.Model):
    """A lesson of the published revision in one language, ready to send.

    `blocks`: `[{"key", "kind", "html", "language", "dir", "notice", "questions"}]` in order. `html` is sanitised;
    `language` and `dir` are those of the text itself, which differ from the page's where it fell back; `notice` is
    `""`, `"fallback"` (shown in another language), `"outdated"` (the source has changed since) or `"unreviewed"`;
    `questions` are keys of `CompiledQuestion` to practise with. `title_language` is the language of the titles.
    `notices` is the set of notices in it; `translated` says that nothing in it fell back.
    """

    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="compiled_lessons"
    )
    language = models.CharField(_("language"), max_length=35)
    overlay = models.ForeignKey(
        Overlay, verbose_name=_("local adaptation"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    module_key = models.CharField(_("module"), max_length=KEY_LENGTH)
    position = models.PositiveIntegerField(_("position"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    title = models.TextField(_("title"))
    title_language = models.CharField(_("language of the title"), max_length=35)
    module_title = models.TextField(_("title of the module"))
    module_title_language = models.CharField(_("language of the title of the module"), max_length=35)
    blocks = models.JSONField(_("blocks"))
    notices = models.JSONField(_("notices"), default=list)
    translated = models.BooleanField(_("wholly in its language"))
    previous_key = models.CharField(_("lesson before"), max_length=KEY_LENGTH, blank=True)
    next_key = models.CharField(_("lesson after"), max_length=KEY_LENGTH, blank=True)

    class Meta:
        verbose_name = _("compiled lesson")
        verbose_name_plural = _("compiled lessons")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["revision", "lesson_key", "language", "overlay"],
                nulls_distinct=False,
                name="compiled_lesson_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key} {self.language}"


class CompiledQuestion(models.Model):
    """A question of a revision in one language. Kept with its revision, so that old attempts can be shown.

    `prompt` is HTML; `options`: `[{"id", "html"}]` in the author's order, with `"of"` where it is no option
    (`courses.publishing.asking`); `explanations`: `{option id or "": html}`, which leave the server only after the
    answer is in. What is correct stands in `question_revision.document` alone.
    """

    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="compiled_questions"
    )
    question_revision = models.ForeignKey(
        QuestionRevision, verbose_name=_("question revision"), on_delete=models.PROTECT, related_name="compiled"
    )
    language = models.CharField(_("language"), max_length=35)
    key = models.CharField(_("question"), max_length=KEY_LENGTH)
    module_key = models.CharField(_("module"), max_length=KEY_LENGTH)
    kind = models.CharField(_("kind"), max_length=12)
    position = models.PositiveIntegerField(_("position"))
    prompt = models.TextField(_("question"))
    options = models.JSONField(_("options"), default=list)
    explanations = models.JSONField(_("explanations"), default=dict)
    text_language = models.CharField(_("language of the text"), max_length=35)
    notice = models.CharField(_("notice"), max_length=10, blank=True)

    objects = CompiledQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("compiled question")
        verbose_name_plural = _("compiled questions")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["revision", "language", "key"], name="compiled_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


class CompiledCourse(models.Model):
    """A published course in one of the languages it is offered in: what the catalogue lists and searches.

    `outline`: `[{"key", "title", "language", "minutes", "section", "lessons": [{"key", "title", "language",
    "minutes"}]}]`. `people`: `[{"name", "role", "credential"}]`. `completeness` is the share of texts in
    this language, 0–100. `search_vector` is kept by a trigger; `folded` and `skeleton` are the title in Latin letters
    and by its consonants (`courses.search`).
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="compiled")
    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="compiled_courses"
    )
    language = models.CharField(_("language"), max_length=35)
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    level = models.CharField(_("level"), max_length=12, choices=CourseLevel)
    kind = models.CharField(_("kind"), max_length=15)
    title = models.TextField(_("title"))
    title_language = models.CharField(_("language of the title"), max_length=35)
    summary = models.TextField(_("summary"), blank=True)
    summary_language = models.CharField(_("language of the summary"), max_length=35)
    outline = models.JSONField(_("outline"))
    minutes = models.PositiveIntegerField(_("minutes"))
    lessons = models.PositiveIntegerField(_("lessons"))
    questions = models.PositiveIntegerField(_("questions"))
    completeness = models.PositiveSmallIntegerField(_("completeness in percent"))
    published_at = models.DateTimeField(_("published at"))
    people = models.JSONField(_("people named on the course"), default=list)
    search_text = models.TextField(_("text to search"))
    search_vector = SearchVectorField(_("words to search"), null=True, editable=False)
    audiences = ArrayField(models.CharField(max_length=12), verbose_name=_("audiences"), default=list)
    readable_offline = models.BooleanField(_("can be read offline as a whole"), default=False)
    folded = search.FoldedField("title", folding.fold)
    skeleton = search.FoldedField("title", folding.skeleton)

    objects = CompiledCourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "language"], name="compiled_course_once"),
            models.CheckConstraint(condition=models.Q(completeness__range=(0, 100)), name="compiled_course_percent"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["language", "topic", "level"], name="compiled_course_filters"),
            models.Index(fields=["language", "-published_at"], name="compiled_course_newest"),
            GinIndex(fields=["search_vector"], name="compiled_course_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="compiled_course_folded"),
            GinIndex(fields=["skeleton"], opclasses=["gin_trgm_ops"], name="compiled_course_skeleton"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="words_are_indexed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("language", "title", "summary", "search_text"),  # type: ignore[no-untyped-call]
                func=search.vector_trigger(),
            ),
            changes_are_noted(),
        ]

    def __str__(self) -> str:
        return self.title
