"""Questions and what attempts saw of them."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enums import QuestionKind
from courses.models.structure import KEY_LENGTH, Block, Course, Module
from wikilearn.core.integrity import append_only


class Question(models.Model):
    """One question of a module's pool; shown in `block` too, for practice, where there is one.

    All its texts are segments; their parts stand in `courses.publishing.asking`. `settings`: `{"options": ["1", "2"]}`
    in the author's order, `{"shuffle": false}` where order matters, `{"items": ["a"]}` to match options to, or a graph
    (`courses.assessment.scenarios`). `answer` is the key of answers by kind (`courses.assessment.kinds`). It is
    compared on the server and is never compiled for a browser; nor are the settings of a scenario.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="questions")
    module = models.ForeignKey(Module, verbose_name=_("module"), on_delete=models.CASCADE, related_name="questions")
    block = models.ForeignKey(
        Block, verbose_name=_("block"), on_delete=models.SET_NULL, related_name="questions", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind)
    position = models.PositiveIntegerField(_("position"), default=0)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    answer = models.JSONField(_("answer"), default=dict)
    imported = models.BooleanField(_("made by an import"), default=False, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar[list[str]] = ["module__position", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key"], name="question_key"),
        ]

    def __str__(self) -> str:
        return self.key


class QuestionRevision(models.Model):
    """A question as it was published: what an attempt drew can be shown and scored again for ever.

    `document`: `{"kind", "settings", "answer", "texts": {part: source text}}`, for a short text
    `{"accepted": {language: [words]}, "language"}` too; `hash` is its SHA-256, so that an unchanged question keeps
    its revision over many revisions of the course.
    """

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="question_revisions"
    )
    key = models.CharField(_("question"), max_length=KEY_LENGTH)
    hash = models.CharField(_("hash"), max_length=64)
    document = models.JSONField(_("document"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("question revision")
        verbose_name_plural = _("question revisions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key", "hash"], name="question_revision_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.key} {self.hash[:8]}"
