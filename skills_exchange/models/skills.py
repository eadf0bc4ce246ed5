"""Skills: a tree with names in any language, proposed by anyone, kept by curators."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import SkillStatus
from skills_exchange.querysets.skills import SkillQuerySet
from wikilearn.core import languages

DEPTH = 4
"""Levels of the tree: category, area, skill, part of a skill."""


class Skill(models.Model):
    """Something that one person can teach another; a Wikidata item if there is one.

    `labels` {language tag: name} and `aliases` {language tag: [name, …]} are what people edit; `SkillName` makes them
    findable. `path` are the slugs from the category down, each with a slash after it: all below a skill begin with it.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    wikidata = models.CharField(_("Wikidata item"), max_length=16, unique=True, null=True, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    path = models.CharField(_("path"), max_length=400, unique=True)
    labels = models.JSONField(_("names"), default=dict)
    aliases = models.JSONField(_("other names"), default=dict, blank=True)
    descriptions = models.JSONField(_("descriptions"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=SkillStatus, default=SkillStatus.PROPOSED)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, related_name="merged", null=True, blank=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    proposal = models.CharField(_("why it is needed"), max_length=500, blank=True)
    answer = models.CharField(_("answer of the curators"), max_length=500, blank=True)
    topics = models.ManyToManyField(
        "courses.Topic", verbose_name=_("taught and certified by"), related_name="+", blank=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering: ClassVar[list[str]] = ["path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(status__in=SkillStatus.values), name="skill_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=SkillStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=SkillStatus.MERGED) & Q(merged_into=None)),
                name="skill_merged_names_its_target",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="skill_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(wikidata=None) | Q(wikidata__regex=r"^Q[1-9][0-9]*$"), name="skill_wikidata_is_an_item"
            ),
            models.CheckConstraint(condition=Q(path__endswith="/"), name="skill_path_ends"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(OpClass("path", "text_pattern_ops"), name="skill_below"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page of the skill."""
        return reverse("skills_exchange:skill", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names this skill."""
        return f"skill:{self.slug}"

    @property
    def depth(self) -> int:
        """Its level in the tree: 1 for a category."""
        return self.path.count("/")

    @property
    def is_active(self) -> bool:
        """Whether it can be claimed."""
        return self.status == SkillStatus.ACTIVE

    @property
    def label(self) -> str:
        """Its name in the language of the pages, else in the nearest."""
        return self.label_in(languages.current().tag)

    @property
    def description(self) -> str:
        """What it is, in the language of the pages or the nearest; empty if nobody wrote it."""
        for tag in languages.fallback_chain([languages.current().tag]):
            if text := self.descriptions.get(tag):
                return str(text)
        return ""

    def label_in(self, *tags: str) -> str:
        """Its name in the first of these languages that has one, else in English, in any, or its slug."""
        for tag in languages.fallback_chain(tags):
            if tag in self.labels:
                return str(self.labels[tag])
        return str(next(iter(self.labels.values()), self.slug))


class SkillName(models.Model):
    """One name of a skill in one language, for searching. `folded` and `bones`: see `skills_exchange.folding`."""

    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    text = models.CharField(_("name"), max_length=120)
    folded = models.CharField(_("as it is searched"), max_length=240)
    bones = models.CharField(_("its consonants"), max_length=240, default="")
    is_label = models.BooleanField(_("the name, not an alias"), default=True)

    class Meta:
        verbose_name = _("name of a skill")
        verbose_name_plural = _("names of skills")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "language", "folded"], name="skill_name_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="skill_name_similar"),
            GinIndex(OpClass("bones", "gin_trgm_ops"), name="skill_bones_similar"),
        ]

    def __str__(self) -> str:
        return self.text
