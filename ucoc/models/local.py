"""Local codes: of a wiki or an organisation, in versions, with texts in one or more languages."""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.enums import UNDER_WORK, LocalEventKind, LocalState, Relation, Verdict
from ucoc.models.codes import Clause, CodeVersion
from ucoc.querysets.local import LocalCodeQuerySet, LocalVersionQuerySet
from wikilearn.core import languages
from wikilearn.core.integrity import append_only
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from ucoc.models.consulting import Comment

REVIEWERS = 2
"""How many people must say that a version does not fall below the universal code (the trigger says it too)."""

_FALLS_BELOW = """
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.state IN ('superseded', 'withdrawn')
        OR (OLD.state = 'ratified' AND NEW.state <> 'superseded')) THEN
        RAISE EXCEPTION 'what was decided about a local code stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'local_version_goes_forward';
    END IF;
    IF NEW.state = 'ratified' AND (
        EXISTS (
            SELECT 1 FROM ucoc_clause clause
            WHERE clause.version_id = NEW.builds_on_id AND clause.kind = 'unacceptable' AND NOT EXISTS (
                SELECT 1 FROM ucoc_localclause local
                JOIN ucoc_localtext said ON said.clause_id = local.id AND said.language = NEW.languages[1]
                WHERE local.version_id = NEW.id AND local.covers_id = clause.id
            )
        )
        OR NOT EXISTS (SELECT 1 FROM ucoc_localclause local WHERE local.version_id = NEW.id)
        OR EXISTS (
            SELECT 1 FROM ucoc_weakermark mark JOIN ucoc_localclause local ON local.id = mark.clause_id
            WHERE local.version_id = NEW.id AND mark.cleared_at IS NULL
        )
        OR (
            SELECT count(DISTINCT review.reviewer_id) FROM ucoc_localreview review
            WHERE review.version_id = NEW.id AND review.round = NEW.round AND review.verdict = 'approve'
        ) < 2
    ) THEN
        RAISE EXCEPTION 'a local code must not fall below the universal one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'local_version_does_not_fall_below';
    END IF;
    RETURN NEW;
"""

_ONLY_IN_DRAFTS = """
    IF EXISTS (
        SELECT 1 FROM ucoc_localversion version
        WHERE version.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END
            AND version.state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'only a draft of a local code can be changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'local_text_changes_in_drafts';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""


def _only_in_drafts() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="only_in_drafts",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_ONLY_IN_DRAFTS,
    )


class LocalCode(models.Model):
    """The code of one wiki, or of one organisation."""

    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    wiki = models.OneToOneField(
        Wiki, on_delete=models.PROTECT, related_name="local_code", verbose_name=_("wiki"), null=True, blank=True
    )
    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        related_name="local_code",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = LocalCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("local code")
        verbose_name_plural = _("local codes")
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(wiki=None, organisation__isnull=False) | Q(wiki__isnull=False, organisation=None),
                name="local_code_of_one_community",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("ucoc:local_code", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"local_code:{self.slug}"

    @property
    def community(self) -> Wiki | Organisation:
        """Whose code it is."""
        community = self.wiki or self.organisation
        if community is None:
            raise ValueError(self.slug)
        return community

    @property
    def community_name(self) -> str:
        """Name of the wiki or organisation."""
        return self.community.name


class LocalVersion(models.Model):
    """A version of a local code. Its texts change only while it is a draft; `languages`: the first is the main one."""

    local = models.ForeignKey(LocalCode, on_delete=models.PROTECT, related_name="versions", verbose_name=_("code"))
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=LocalState, default=LocalState.DRAFT)
    builds_on = models.ForeignKey(
        CodeVersion, on_delete=models.PROTECT, related_name="local_versions", verbose_name=_("builds on")
    )
    languages = ArrayField(
        models.CharField(max_length=35, validators=[languages.validate_tag]), verbose_name=_("languages")
    )
    round = models.PositiveIntegerField(_("round of review"), default=0)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by"))
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    consultation_from = models.DateField(_("consultation from"), null=True, blank=True)
    consultation_until = models.DateField(_("consultation until"), null=True, blank=True)
    comments_told_at = models.DateTimeField(_("comments told"), null=True, blank=True, editable=False)
    ratified_at = models.DateTimeField(_("ratified"), null=True, blank=True)
    ratified_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"), null=True, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_url = models.URLField(_("page of the decision"), max_length=500, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    objects = LocalVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a local code")
        verbose_name_plural = _("versions of local codes")
        ordering: ClassVar[list[str]] = ["local", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["local", "number"], name="local_version_once"),
            models.UniqueConstraint(
                fields=["local"], condition=Q(state=LocalState.RATIFIED), name="local_version_one_ratified"
            ),
            models.UniqueConstraint(
                fields=["local"], condition=Q(state__in=UNDER_WORK), name="local_version_one_under_work"
            ),
            models.CheckConstraint(condition=Q(state__in=LocalState.values), name="local_version_state_is_known"),
            models.CheckConstraint(condition=Q(languages__len__gt=0), name="local_version_has_a_language"),
            models.CheckConstraint(
                condition=Q(consultation_from=None, consultation_until=None)
                | Q(consultation_until__gt=F("consultation_from")),
                name="local_version_consultation_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LocalState.CONSULTATION, LocalState.REVIEW, LocalState.RATIFIED])
                | Q(consultation_until__isnull=False),
                name="local_version_was_consulted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LocalState.RATIFIED, LocalState.SUPERSEDED])
                | Q(ratified_at__isnull=False, ratified_by__isnull=False, decided_on__isnull=False),
                name="local_version_ratified_by_somebody",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="does_not_fall_below",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_FALLS_BELOW,
            ),
            pgtrigger.ReadOnly(name="kept", fields=["local", "number", "builds_on", "started_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.local_id} {self.number}"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("ucoc:local_version", args=[self.local.slug, self.number])

    @property
    def main_language(self) -> str:
        """The language in which it must be complete."""
        return self.languages[0]

    def untold_comments(self) -> "models.QuerySet[Comment]":
        """What was said since somebody was last told of comments, without what is hidden."""
        return self.comments.filter(hidden_at=None, at__gt=self.comments_told_at or self.started_at)


class LocalClause(models.Model):
    """What a local version says to a universal clause. `key` stays the same from version to version."""

    version = models.ForeignKey(
        LocalVersion, on_delete=models.PROTECT, related_name="clauses", verbose_name=_("version")
    )
    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    covers = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="local_clauses", verbose_name=_("builds on")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)

    objects: ClassVar["models.Manager[LocalClause]"] = models.Manager()

    class Meta:
        verbose_name = _("local clause")
        verbose_name_plural = _("local clauses")
        ordering: ClassVar[list[str]] = ["version", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "key"], name="local_clause_once"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="local_clause_relation_is_known"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _only_in_drafts(),
            pgtrigger.Trigger(
                name="covers_its_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT version_id FROM ucoc_clause WHERE id = NEW.covers_id)
                        IS DISTINCT FROM (SELECT builds_on_id FROM ucoc_localversion WHERE id = NEW.version_id)
                    THEN
                        RAISE EXCEPTION 'a local clause covers a clause of the universal version that it builds on'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'local_clause_covers_its_version';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.key


class LocalText(models.Model):
    """The words of a clause in one language; without a clause: title and introduction of the version.

    `edit` counts the changes, so that two people who write at the same time learn of each other.
    """

    version = models.ForeignKey(LocalVersion, on_delete=models.PROTECT, related_name="texts", verbose_name=_("version"))
    clause = models.ForeignKey(
        LocalClause, on_delete=models.CASCADE, related_name="texts", verbose_name=_("clause"), null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    heading = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000)
    edit = models.PositiveIntegerField(_("edit"), default=1)

    objects: ClassVar["models.Manager[LocalText]"] = models.Manager()

    class Meta:
        verbose_name = _("text of a local code")
        verbose_name_plural = _("texts of local codes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "clause", "language"], nulls_distinct=False, name="local_text_once"
            ),
            models.CheckConstraint(condition=~Q(heading="") & ~Q(text=""), name="local_text_says_something"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_only_in_drafts()]

    def __str__(self) -> str:
        return self.heading


class LocalEdit(models.Model):
    """One change of the words of a draft: who wrote what. Removed texts are empty. Rows are only added."""

    version = models.ForeignKey(LocalVersion, on_delete=models.PROTECT, related_name="edits", verbose_name=_("version"))
    key = models.CharField(_("clause"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=35)
    edit = models.PositiveIntegerField(_("edit"))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects: ClassVar["models.Manager[LocalEdit]"] = models.Manager()

    class Meta:
        verbose_name = _("edit of a local code")
        verbose_name_plural = _("edits of local codes")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["version", "key", "id"], name="local_edit_by_clause")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.version_id} {self.key} {self.edit}"


class LocalEditor(models.Model):
    """Somebody whom the community asked to write its code with it."""

    local = models.ForeignKey(LocalCode, on_delete=models.PROTECT, related_name="editors", verbose_name=_("code"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects: ClassVar["models.Manager[LocalEditor]"] = models.Manager()

    class Meta:
        verbose_name = _("editor of a local code")
        verbose_name_plural = _("editors of local codes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["local", "person"], name="local_editor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.local_id} {self.person_id}"


class LocalReview(models.Model):
    """What a reviewer said of a version in a round of review; once each."""

    version = models.ForeignKey(
        LocalVersion, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("version")
    )
    round = models.PositiveIntegerField(_("round of review"))
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    note = models.TextField(_("note"), max_length=5_000, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects: ClassVar["models.Manager[LocalReview]"] = models.Manager()

    class Meta:
        verbose_name = _("review of a local code")
        verbose_name_plural = _("reviews of local codes")
        ordering: ClassVar[list[str]] = ["version", "round", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "round", "reviewer"], name="local_review_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="local_review_verdict_is_known"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"


class WeakerMark(models.Model):
    """A reviewer says that a clause gives people less than the universal one. It counts until it is cleared."""

    clause = models.ForeignKey(LocalClause, on_delete=models.CASCADE, related_name="marks", verbose_name=_("clause"))
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    reason = models.TextField(_("reason"), max_length=2_000)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)

    objects: ClassVar["models.Manager[WeakerMark]"] = models.Manager()

    class Meta:
        verbose_name = _("mark of a weaker clause")
        verbose_name_plural = _("marks of weaker clauses")
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["clause", "reviewer"], condition=Q(cleared_at=None), name="weaker_mark_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="weaker_mark_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.reviewer_id}"


class FollowUp(models.Model):
    """A local code has to follow a new universal version until a day."""

    local = models.ForeignKey(LocalCode, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("code"))
    version = models.ForeignKey(
        CodeVersion, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("universal version")
    )
    due = models.DateField(_("due"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    done_by = models.ForeignKey(
        LocalVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("followed by"), null=True, blank=True
    )

    objects: ClassVar["models.Manager[FollowUp]"] = models.Manager()

    class Meta:
        verbose_name = _("follow-up of a local code")
        verbose_name_plural = _("follow-ups of local codes")
        ordering: ClassVar[list[str]] = ["due", "local"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["local", "version"], name="follow_up_once"),
        ]

    def __str__(self) -> str:
        return f"{self.local_id} {self.version_id}"


class LocalEvent(models.Model):
    """What happened to a local code in public: the history of its page, and the feed. Rows are only added."""

    local = models.ForeignKey(LocalCode, on_delete=models.PROTECT, related_name="events", verbose_name=_("code"))
    version = models.ForeignKey(
        LocalVersion, on_delete=models.PROTECT, related_name="events", verbose_name=_("version"), null=True, blank=True
    )
    kind = models.CharField(_("what"), max_length=16, choices=LocalEventKind)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects: ClassVar["models.Manager[LocalEvent]"] = models.Manager()

    class Meta:
        verbose_name = _("event of a local code")
        verbose_name_plural = _("events of local codes")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at", "-id"], name="local_event_newest")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.local_id} {self.kind}"
