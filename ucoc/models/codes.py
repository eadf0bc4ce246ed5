"""The universal code: versions, clauses, and who affirmed what."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.enums import Capacity, ClauseKind
from ucoc.querysets.codes import AffirmationQuerySet, CodeVersionManager
from wikilearn.core.integrity import append_only
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.models import Person

UNIVERSAL = "universal"
"""Key of the code that every local one builds on."""


class Code(models.Model):  # type: ignore[django-manager-missing]
    """A code of the whole movement; the universal one has the key `UNIVERSAL`."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    official_url = models.URLField(_("official text"), max_length=500)

    objects: ClassVar["models.Manager[Code]"] = models.Manager()

    class Meta:
        verbose_name = _("code of conduct")
        verbose_name_plural = _("codes of conduct")

    def __str__(self) -> str:
        return self.key


class CodeVersion(models.Model):  # type: ignore[django-manager-missing]
    """A version, in force from a day until the next one is. Local codes follow it until `follow_up_by`."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="versions", verbose_name=_("code"))
    number = models.CharField(_("version"), max_length=20)
    in_force_from = models.DateField(_("in force from"))
    follow_up_by = models.DateField(_("local codes follow by"), null=True, blank=True)
    official_url = models.URLField(_("official text"), max_length=500)
    note = models.TextField(_("what is new"), blank=True)

    objects: ClassVar[CodeVersionManager] = CodeVersionManager()

    class Meta:
        verbose_name = _("version of a code")
        verbose_name_plural = _("versions of codes")
        ordering: ClassVar[list[str]] = ["code", "in_force_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "number"], name="code_version_once"),
            models.UniqueConstraint(fields=["code", "in_force_from"], name="code_version_one_a_day"),
            models.CheckConstraint(
                condition=Q(follow_up_by=None) | Q(follow_up_by__gte=models.F("in_force_from")),
                name="code_version_followed_after",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="kept", fields=["code", "number"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of this version."""
        return reverse("ucoc:version", args=[self.number])

    @property
    def reference(self) -> str:
        """How the audit log names this version."""
        return f"code:{self.code.key}:{self.number}"


class Clause(models.Model):  # type: ignore[django-manager-missing]
    """A clause of a version: number and title of the official text, a sentence of our own, a link to the text."""

    version = models.ForeignKey(
        CodeVersion, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("version")
    )
    number = models.CharField(_("number"), max_length=12)
    kind = models.CharField(_("kind"), max_length=12, choices=ClauseKind)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    official_url = models.URLField(_("official text"), max_length=500)

    objects: ClassVar["models.Manager[Clause]"] = models.Manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering: ClassVar[list[str]] = ["version", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "number"], name="clause_number_once"),
            models.CheckConstraint(condition=Q(kind__in=ClauseKind.values), name="clause_kind_is_known"),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]+(\.[0-9]+)+$"), name="clause_number_is_one"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="kept", fields=["version", "number", "kind"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the clause, in this version."""
        return reverse("ucoc:clause", args=[self.version.number, self.number])

    @property
    def anchor(self) -> str:
        """The id of its place on the reading page."""
        return f"clause-{self.number.replace('.', '-')}"


class ClauseItem(models.Model):
    """A kind of behaviour that a clause names (insults, threats …), in our own words."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="items", verbose_name=_("clause"))
    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("text"), max_length=300)

    objects: ClassVar["models.Manager[ClauseItem]"] = models.Manager()

    class Meta:
        verbose_name = _("item of a clause")
        verbose_name_plural = _("items of clauses")
        ordering: ClassVar[list[str]] = ["clause", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clause", "key"], name="clause_item_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Affirmation(models.Model):
    """A person affirmed a version, as a member of the movement or as the holder of a right (on a wiki).

    Rows are only added. When an account is erased, which right and which wiki it was is forgotten, nothing else.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affirmations", verbose_name=_("person"))
    version = models.ForeignKey(
        CodeVersion, on_delete=models.PROTECT, related_name="affirmations", verbose_name=_("version")
    )
    capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity)
    right = models.ForeignKey(
        Right, on_delete=models.PROTECT, related_name="+", verbose_name=_("right"), null=True, blank=True
    )
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    language = models.CharField(_("language in which it was read"), max_length=35)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects = AffirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")
        ordering: ClassVar[list[str]] = ["person", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="affirmation_capacity_is_known"),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.HOLDER) | Q(right=None, wiki=None), name="affirmation_of_members_is_plain"
            ),
            models.UniqueConstraint(
                fields=["person", "version"], condition=Q(capacity=Capacity.MEMBER), name="affirmation_once"
            ),
            models.UniqueConstraint(
                fields=["person", "version", "right", "wiki"],
                condition=Q(right__isnull=False),
                nulls_distinct=False,
                name="affirmation_once_for_a_right",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_forgets",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__right__isnull=False) | pgtrigger.Q(new__wiki__isnull=False),
            ),
            pgtrigger.ReadOnly(name="kept", fields=["person", "version", "capacity", "language", "at"]),
            append_only()[1],
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.version_id} {self.capacity}"
