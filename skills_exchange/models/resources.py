"""The library: anything that teaches a skill, wherever it is, in any language."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import search
from skills_exchange.enums_help import Licence, LinkState, MarkKind, ResourceKind
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.resources import ResourceQuerySet
from wikilearn.core import languages
from wikilearn.core.folding import fold


class Resource(models.Model):
    """A link, a course, a document, a recording, a tool, or a question with its answer, found by everyone.

    It has a `url`, or a `course`, or (an answered question) a `body`; nothing is stored that others host. `search_text`
    holds the names of its skills in all languages. `useful` and `outdated` count the marks of readers. `checked_on` is
    the day on which a curator last looked.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what one learns from it"), max_length=1000, blank=True)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    url = models.URLField(_("address"), max_length=500, blank=True)
    course = models.ForeignKey(
        "courses.Course", verbose_name=_("course"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), related_name="resources", blank=True)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, default=Licence.UNKNOWN)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    shown = models.BooleanField(_("shown"), default=True)
    hidden_reason = models.CharField(_("why it is hidden"), max_length=300, blank=True)
    useful = models.PositiveIntegerField(_("readers it helped"), default=0, editable=False)
    outdated = models.PositiveIntegerField(_("readers who find it out of date or wrong"), default=0, editable=False)
    checked_on = models.DateField(_("checked by curators on"), null=True, blank=True)
    link_state = models.CharField(_("address"), max_length=10, choices=LinkState, default=LinkState.UNCHECKED)
    link_failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    link_due = models.DateTimeField(_("address to be checked at"), default=timezone.now, editable=False)
    search_text = models.TextField(_("other words to find it by"), blank=True, editable=False)
    search_vector = SearchVectorField(_("words to search"), null=True, editable=False)
    folded = search.FoldedField("title", fold)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering: ClassVar[list[str]] = ["-useful", "-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_is_known"),
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="resource_licence_is_known"),
            models.CheckConstraint(condition=Q(link_state__in=LinkState.values), name="resource_link_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=ResourceKind.COURSE, course__isnull=False, url="")
                | Q(kind=ResourceKind.ANSWER, course=None) & ~Q(body="")
                | ~Q(kind__in=[ResourceKind.COURSE, ResourceKind.ANSWER]) & Q(course=None) & ~Q(url=""),
                name="resource_leads_somewhere",
            ),
            models.UniqueConstraint(fields=["url"], condition=Q(shown=True) & ~Q(url=""), name="resource_url_once"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(shown=True, kind=ResourceKind.COURSE), name="resource_course_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search_vector"], name="resource_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="resource_folded"),
            models.Index(fields=["-useful", "-created_at", "-id"], condition=Q(shown=True), name="resource_best"),
            models.Index(fields=["link_due"], condition=Q(shown=True) & ~Q(url=""), name="resource_link_due"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="words_are_indexed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("title", "summary", "search_text", "language"),  # type: ignore[no-untyped-call]
                func=search.vector_trigger(),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the resource."""
        return reverse("skills_exchange:resource", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this resource."""
        return f"resource:{self.uid}"

    @property
    def spoken(self) -> languages.Language:
        """Its language."""
        return languages.get(self.language)

    @property
    def address(self) -> str:
        """Where it is: elsewhere, a course, or (an answered question) its own page."""
        return self.url or (
            reverse("courses:course", args=[self.course.slug]) if self.course else self.get_absolute_url()
        )

    @property
    def is_broken(self) -> bool:
        """Its address failed several times in a row."""
        return self.link_state == LinkState.BROKEN


class ResourceMark(models.Model):
    """What a reader says of a resource; one mark each."""

    resource = models.ForeignKey(Resource, verbose_name=_("resource"), on_delete=models.CASCADE, related_name="marks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("mark"), max_length=10, choices=MarkKind)
    marked_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("mark of a resource")
        verbose_name_plural = _("marks of resources")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["resource", "person"], name="resource_mark_once"),
            models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="resource_mark_is_known"),
        ]

    def __str__(self) -> str:
        return self.kind
