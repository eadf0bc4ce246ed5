"""Who localizes, how far they are, and what helps them: roles, counters, steps, comments, glossaries, assignments."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import LocalizerRole, TranslationState
from courses.models.structure import Course, Module
from courses.models.texts import Segment
from wikilearn.core import languages
from wikilearn.core.integrity import append_only

Person = settings.AUTH_USER_MODEL


class ModuleLocalization(models.Model):
    """A module in one more language; without a module: the course's own texts. Counters as those of `Localization`.

    They are kept by triggers (`courses.counters`). `live`: learners get it; `unreviewed`: with texts that nobody has
    reviewed, which the pages say.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey(
        Module, verbose_name=_("module"), on_delete=models.CASCADE, related_name="localizations", null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    total = models.PositiveIntegerField(_("segments"), default=0)
    translated = models.PositiveIntegerField(_("translated"), default=0)
    reviewed = models.PositiveIntegerField(_("reviewed"), default=0)
    published = models.PositiveIntegerField(_("published"), default=0)
    outdated = models.PositiveIntegerField(_("outdated"), default=0)
    live = models.BooleanField(_("learners get it"), default=False)
    unreviewed = models.BooleanField(_("with unreviewed texts"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("localization of a module")
        verbose_name_plural = _("localizations of modules")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "language", "module"], nulls_distinct=False, name="module_localization_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_id or ''} {self.language}"

    @property
    def percent(self) -> int:
        """How much of it is translated, 0–100; 100 only when all of it is."""
        return 100 * self.translated // self.total if self.total else 0


class LocalizationRole(models.Model):
    """A person may translate, or review, one course in one language, without being a member of its organisation."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="localization_roles"
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="localization_roles"
    )
    role = models.CharField(_("role"), max_length=10, choices=LocalizerRole)
    granted_by = models.ForeignKey(Person, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)

    class Meta:
        verbose_name = _("localizer")
        verbose_name_plural = _("localizers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "language", "person", "role"], name="localization_role_once"),
            models.CheckConstraint(condition=Q(role__in=LocalizerRole.values), name="localization_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language} {self.role}"


class TranslationStep(models.Model):
    """One step of a translation, for ever: which state and text, when, by whom (nobody: an edit of the source).

    Written by triggers (`courses.counters`). No constraint of the database ties it to the segment: it outlives it.
    """

    segment = models.ForeignKey(
        Segment, verbose_name=_("segment"), on_delete=models.DO_NOTHING, related_name="steps", db_constraint=False
    )
    language = models.CharField(_("language"), max_length=35)
    state = models.CharField(_("state"), max_length=10, choices=TranslationState)
    text = models.TextField(_("text"))
    source_hash = models.CharField(_("hash of the source"), max_length=64)
    actor = models.ForeignKey(Person, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a translation")
        verbose_name_plural = _("steps of translations")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["segment", "language", "id"], name="translation_step_history"),
            models.Index(fields=["actor", "-at"], name="translation_step_actor", condition=Q(actor__isnull=False)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.segment_id} {self.language} {self.state}"


class SourceText(models.Model):
    """What a segment said before an edit, where a translation was made from it."""

    segment = models.ForeignKey(
        Segment, verbose_name=_("segment"), on_delete=models.CASCADE, related_name="earlier_sources"
    )
    hash = models.CharField(_("hash of the text"), max_length=64)
    text = models.TextField(_("text"))
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("earlier source text")
        verbose_name_plural = _("earlier source texts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "hash"], name="source_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.hash[:8]}"


class TranslationComment(models.Model):
    """A word about how a segment is said in a language."""

    segment = models.ForeignKey(
        Segment, verbose_name=_("segment"), on_delete=models.CASCADE, related_name="translation_comments"
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    author = models.ForeignKey(Person, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment on a translation")
        verbose_name_plural = _("comments on translations")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["segment", "language"], name="translation_comments"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.language}"


class GlossaryTerm(models.Model):
    """A word of a source language that is always said in the same way; an organisation's own, or everybody's."""

    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="glossary_terms",
        null=True,
        blank=True,
    )
    language = models.CharField(_("source language"), max_length=35, default="en", validators=[languages.validate_tag])
    term = models.CharField(_("term"), max_length=200)
    note = models.CharField(_("what it means"), max_length=500, blank=True)
    untranslated = models.BooleanField(_("never translated"), default=False)
    changed_by = models.ForeignKey(
        Person, verbose_name=_("changed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering: ClassVar[list[str]] = ["term", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "language", "term"], nulls_distinct=False, name="glossary_term_once"
            ),
            models.CheckConstraint(condition=~Q(term=""), name="glossary_term_said"),
        ]

    def __str__(self) -> str:
        return self.term


class TermTranslation(models.Model):
    """How a term is said in a language, or how it must not be said (`forbidden`)."""

    term = models.ForeignKey(
        GlossaryTerm, verbose_name=_("term"), on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    text = models.CharField(_("translation"), max_length=200)
    forbidden = models.BooleanField(_("not to be used"), default=False)

    class Meta:
        verbose_name = _("translation of a term")
        verbose_name_plural = _("translations of terms")
        ordering: ClassVar[list[str]] = ["language", "forbidden", "text"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["term", "language", "text"], name="term_translation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="term_translation_said"),
        ]

    def __str__(self) -> str:
        return self.text


class Assignment(models.Model):
    """A person is asked to localize a module (the whole course, if none is named) until a day."""

    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="localization_assignments"
    )
    module = models.ForeignKey(
        Module, verbose_name=_("module"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="localization_assignments"
    )
    due = models.DateField(_("until"), null=True, blank=True)
    assigned_by = models.ForeignKey(Person, verbose_name=_("assigned by"), on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "module", "language", "person"],
                nulls_distinct=False,
                condition=Q(ended_at__isnull=True),
                name="assignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language}"
