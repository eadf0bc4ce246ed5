"""People who are ready for a right that they do not hold, and want those who select to know it."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.querysets import CandidacyQuerySet
from wikilearn.core.languages import Language, validate_tag
from wikilearn.core.languages import get as language_named
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.models import Person

LONGEST_STATEMENT = 1_000


class Candidacy(models.Model):
    """A person lists themselves for a right, on a wiki or on all of them, from `since` up to and with `until`.

    Nothing here says whether the person is ready: that is computed from their standing each time somebody looks.
    Ended ones are kept for a while without words, so that the person finds them in their own file.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="candidacies", verbose_name=_("person"))
    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="candidacies", verbose_name=_("right"))
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    statement = models.TextField(_("statement"), blank=True, validators=[MaxLengthValidator(LONGEST_STATEMENT)])
    languages = ArrayField(
        models.CharField(max_length=35, validators=[validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    consented_at = models.DateTimeField(_("consented"))
    withdrawn_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        ordering: ClassVar[list[str]] = ["-since", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["right", "wiki"], name="candidacy_listed", condition=Q(withdrawn_at=None)),
            models.Index(fields=["until"], name="candidacy_ends", condition=Q(withdrawn_at=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "right", "wiki"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="candidacy_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="candidacy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(statement="", languages=[]), name="candidacy_ended_says_nothing"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="wiki_follows_scope",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("right_id", "wiki_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF (NEW.wiki_id IS NULL)
                        IS DISTINCT FROM (SELECT scope = 'global' FROM movement_right WHERE id = NEW.right_id)
                    THEN
                        RAISE EXCEPTION 'one stands for a local right on a wiki, for a global one on none'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidacy_wiki_follows_scope';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.right_id} {self.wiki_id or '*'}"

    @property
    def place(self) -> str:
        """Database name of the wiki, or `*` for all."""
        return self.wiki.dbname if self.wiki else "*"

    @property
    def spoken(self) -> list[Language]:
        """The languages that the person works in."""
        return [language_named(tag) for tag in self.languages]
