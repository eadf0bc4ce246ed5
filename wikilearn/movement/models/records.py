"""Wikis, territories, organisations and their members, rights and who holds them, as they are on record."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core import languages
from wikilearn.movement import regions
from wikilearn.movement.enums import MemberRole, OrganisationKind, Scope, Source
from wikilearn.movement.querysets import (
    HoldingQuerySet,
    MembershipQuerySet,
    OrganisationQuerySet,
    WikiQuerySet,
)
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise, validate_username


class _Period(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _period() -> _Period:
    return _Period(F("since"), F("until"), Value("[)"))


class Wiki(models.Model):
    """A wiki of the movement, as the site matrix names it. Rows are never deleted: a wiki that ends is closed."""

    dbname = models.CharField(
        _("database name"), max_length=64, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z")]
    )
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"))
    project = models.CharField(_("project"), max_length=64, help_text=_("“wikipedia”, “wiktionary”, “commons” …"))
    language = models.CharField(
        _("language"), max_length=35, validators=[languages.validate_tag], help_text=_("“mul” for many languages.")
    )
    closed = models.BooleanField(_("closed"), default=False)
    private = models.BooleanField(_("private"), default=False)
    territory = models.ForeignKey(
        "Territory",
        on_delete=models.PROTECT,
        related_name="wikis",
        verbose_name=_("country or area"),
        null=True,
        blank=True,
        help_text=_(
            "Only of a wiki that serves one country or area, such as that of a chapter. Never by its language."
        ),
    )

    objects = WikiQuerySet.as_manager()

    class Meta:
        verbose_name = _("wiki")
        verbose_name_plural = _("wikis")
        ordering: ClassVar[list[str]] = ["dbname"]

    def __str__(self) -> str:
        return self.dbname

    def get_absolute_url(self) -> str:
        """The page of the wiki."""
        return reverse("movement:wiki", args=[self.dbname])

    @property
    def reference(self) -> str:
        """How the audit log names this wiki."""
        return f"wiki:{self.dbname}"


class Territory(models.Model):
    """A country or area of ISO 3166-1 in its UN M49 region. Names are CLDR's, in any language; none is stored."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    region = models.CharField(_("region"), max_length=3, help_text=_("UN M49 code, e.g. 155."))

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="territory_code_is_alpha_2"),
            models.CheckConstraint(condition=Q(region__regex=r"^[0-9]{3}$"), name="territory_region_is_m49"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the language of the page."""
        return self.name_in(languages.current().tag)

    def name_in(self, tag: str) -> str:
        """Its name in the language of that BCP 47 tag, in English where CLDR has none."""
        return regions.name_of(self.code, tag)

    @property
    def region_name(self) -> str:
        """The name of its region in the language of the page."""
        return regions.name_of(self.region, languages.current().tag)

    def regions(self) -> list[str]:
        """M49 codes of the regions it lies in, from the smallest to the continent."""
        return regions.above(self.region)


class Organisation(models.Model):
    """A group that hosts learning material: an affiliate, a partner, the Foundation, a third party."""

    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    languages = ArrayField(
        models.CharField(max_length=35, validators=[languages.validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="organisations", blank=True
    )
    wikis = models.ManyToManyField(
        Wiki, verbose_name=_("wikis that it answers for"), related_name="responsible", blank=True
    )
    website = models.URLField(_("website"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar[list[str]] = ["name", "slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the organisation."""
        return reverse("movement:organisation", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names this organisation."""
        return f"organisation:{self.slug}"


class Membership(models.Model):
    """A person does something for an organisation, from – until. Periods of the same role never overlap."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=16, choices=MemberRole)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar[list[str]] = ["organisation", "role", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="membership_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="membership_periods_do_not_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class Right(models.Model):
    """What a user group on a wiki, or on all of them, may do (`checkuser`). Names and descriptions are translated."""

    key = models.SlugField(_("key"), max_length=64, unique=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope)
    group = models.CharField(
        _("user group"),
        max_length=64,
        blank=True,
        help_text=_("Name of the group at MediaWiki. Without one, holders are entered by hand."),
    )
    sees_nonpublic = models.BooleanField(_("sees nonpublic information"), default=False)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)
    needs_confidentiality_agreement = models.BooleanField(_("needs a signed confidentiality agreement"), default=False)
    holders_public = models.BooleanField(
        _("holders are public"), default=True, help_text=_("Everybody may see who holds this right.")
    )
    minimum_holders = models.PositiveSmallIntegerField(
        _("fewest holders"),
        null=True,
        blank=True,
        help_text=_("A wiki has none or at least so many, so that they can watch each other."),
    )
    selectors = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="selects",
        verbose_name=_("selected by"),
        blank=True,
        help_text=_("Holders of these rights see who stands as a candidate: on the same wiki, or everywhere."),
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)

    objects: ClassVar["models.Manager[Right]"] = models.Manager()

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        ordering: ClassVar[list[str]] = ["key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="right_scope_is_known"),
            models.UniqueConstraint(fields=["scope", "group"], condition=~Q(group=""), name="right_group_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="scope_is_kept_while_held",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("scope"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__scope__df=pgtrigger.F("new__scope")),
                func="""
                    IF EXISTS (SELECT 1 FROM movement_holding WHERE right_id = NEW.id) THEN
                        RAISE EXCEPTION 'the scope of a right that has holdings cannot change'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'right_scope_is_kept_while_held';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the right."""
        return reverse("movement:right", args=[self.key])

    @property
    def reference(self) -> str:
        """How the audit log names this right."""
        return f"right:{self.key}"


class Holding(models.Model):
    """A username holds a right, on a wiki or on all of them, from – until (the first instant without it).

    The username is what the wiki says; `person` is linked when someone with that account is known here.
    """

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="holdings", verbose_name=_("right"))
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="holdings", verbose_name=_("wiki"), null=True, blank=True
    )
    username = models.CharField(_("username"), max_length=255, validators=[validate_username], db_index=True)
    central_id = models.BigIntegerField(_("central id"), null=True, blank=True, db_index=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        related_name="holdings",
        verbose_name=_("person"),
        null=True,
        blank=True,
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    term_ends = models.DateField(_("term ends"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.ENTERED)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        ordering: ClassVar[list[str]] = ["username", "right", "wiki", "since"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["wiki", "right", "username"], name="holding_by_wiki"),
            models.Index(fields=["right", "username"], name="holding_by_right"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="holding_source_is_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="holding_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="holding_periods_do_not_overlap",
                expressions=[
                    ("right", RangeOperators.EQUAL),
                    (Coalesce("wiki", Value(0), output_field=models.BigIntegerField()), RangeOperators.EQUAL),
                    ("username", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
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
                        RAISE EXCEPTION 'a local right is held on a wiki, a global one on none'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'holding_wiki_follows_scope';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.right_id} {self.wiki_id or '*'}"

    def clean(self) -> None:
        """Normalise the username; a wiki belongs to local rights only."""
        self.username = normalise(self.username)
        if self.right_id and (self.wiki_id is None) != (self.right.scope == Scope.GLOBAL):
            raise ValidationError({"wiki": _("A right on one wiki needs a wiki, a right on all wikis has none.")})

    @property
    def place(self) -> str:
        """Database name of the wiki, or `*` for all."""
        return self.wiki.dbname if self.wiki else "*"


class HoldingSync(models.Model):
    """When the holders of rights were last read from a wiki (none: those of global rights), and why that failed."""

    wiki = models.ForeignKey(
        Wiki, on_delete=models.CASCADE, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    synced_at = models.DateTimeField(_("read at"), null=True, blank=True)
    error = models.CharField(_("why it failed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("reading of holders")
        verbose_name_plural = _("readings of holders")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wiki"], nulls_distinct=False, name="holding_sync_once"),
        ]

    def __str__(self) -> str:
        return self.wiki.dbname if self.wiki else "*"
