"""Enforcement bodies, their members, and what was confirmed about these."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Topic
from ucoc.deadlines import Calendar
from ucoc.enums import OF_AN_ORGANISATION, ON_ONE_WIKI, BodyKind, MemberCapacity, MemberFactKind
from ucoc.models.routing import stamps
from ucoc.querysets.bodies import BodyMemberQuerySet, EnforcementBodyQuerySet
from wikilearn.core import languages
from wikilearn.core.integrity import append_only
from wikilearn.movement.models import Organisation, Right, Wiki
from wikilearn.people.models import Person, validate_time_zone


class _Period(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _all_days() -> list[int]:
    return [1, 2, 3, 4, 5, 6, 7]


class EnforcementBody(models.Model):
    """A group that upholds the code somewhere: of a wiki, of an organisation, or for all wikis.

    `acknowledge_within` counts hours of real time, `decide_within` days of the body's `zone`, moved on to a day of its
    calendar. What a member needs comes from the `right` that members hold (age, agreement, certifications), and from
    `needs_agreement`, `minimum_age` and `topics` of the body itself.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=BodyKind)
    name = models.CharField(_("name"), max_length=200)
    about = models.TextField(_("what it does"), blank=True)
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
    )
    page = models.URLField(_("page on a wiki"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=35, validators=[languages.validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    acknowledge_within = models.PositiveSmallIntegerField(
        _("hours to acknowledge"), default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    decide_within = models.PositiveSmallIntegerField(
        _("days to decide"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    working_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        verbose_name=_("working days"),
        default=_all_days,
    )
    holidays = ArrayField(models.DateField(), verbose_name=_("free days"), default=list, blank=True)
    right = models.ForeignKey(
        Right,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("right of its members"),
        null=True,
        blank=True,
    )
    needs_agreement = models.BooleanField(_("members sign the confidentiality agreement"), default=True)
    minimum_age = models.PositiveSmallIntegerField(
        _("minimum age"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("trainings that members need"), related_name="+", blank=True)
    suspended = models.BooleanField(_("suspended"), default=False)
    suspended_reason = models.CharField(_("why it is suspended"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: ClassVar[EnforcementBodyQuerySet] = EnforcementBodyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enforcement body")
        verbose_name_plural = _("enforcement bodies")
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(ON_ONE_WIKI)) | Q(wiki__isnull=False), name="body_of_a_wiki_names_it"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(OF_AN_ORGANISATION)) | Q(organisation__isnull=False),
                name="body_of_an_organisation_names_it",
            ),
            models.CheckConstraint(
                condition=Q(wiki__isnull=True) | Q(organisation__isnull=True), name="body_has_one_place"
            ),
            models.CheckConstraint(
                condition=Q(quorum__range=(1, 50), acknowledge_within__range=(1, 720), decide_within__range=(1, 365)),
                name="body_terms_are_sensible",
            ),
            models.CheckConstraint(
                condition=Q(working_days__len__gt=0, working_days__contained_by=_all_days()), name="body_works"
            ),
            models.CheckConstraint(
                condition=Q(suspended=False) | ~Q(suspended_reason=""), name="body_suspended_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["kind", "wiki", "organisation"], nulls_distinct=False, name="body_once_in_its_place"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [stamps()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the body."""
        return reverse("ucoc:body", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names this body."""
        return f"body:{self.slug}"

    @property
    def calendar(self) -> Calendar:
        """Its zone, working days and free days."""
        return Calendar(self.zone, frozenset(self.working_days), frozenset(self.holidays))


class BodyMember(models.Model):
    """A person works in a body from `since` until `until`. Periods of one person in one body never overlap."""

    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="members", verbose_name=_("enforcement body")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="body_memberships", verbose_name=_("person")
    )
    capacity = models.CharField(_("capacity"), max_length=12, choices=MemberCapacity, default=MemberCapacity.MEMBER)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    added_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"), null=True, blank=True
    )
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("ended by"), null=True, blank=True
    )

    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a body")
        verbose_name_plural = _("members of bodies")
        ordering: ClassVar[list[str]] = ["body", "since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(capacity__in=MemberCapacity.values), name="body_member_capacity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="body_member_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="body_member_once_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (_Period(F("since"), F("until"), Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "body"], name="body_member_of_person")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [stamps()]

    def __str__(self) -> str:
        return f"{self.person_id} {self.capacity} {self.body_id}"


class MemberFact(models.Model):
    """Somebody confirmed something that work in a body needs: what, since when, by whom. Rows are only ever added.

    Of an age only the limit is kept that the person has reached (`age`), never a date of birth.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="member_facts", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=16, choices=MemberFactKind)
    on = models.DateField(_("on"))
    age = models.PositiveSmallIntegerField(_("at least of age"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"), null=True, blank=True
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("confirmed fact about a member")
        verbose_name_plural = _("confirmed facts about members")
        ordering: ClassVar[list[str]] = ["on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=MemberFactKind.values), name="member_fact_kind_is_known"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")), name="member_fact_not_about_oneself"
            ),
            models.CheckConstraint(
                condition=Q(kind=MemberFactKind.OF_AGE, age__range=(13, 99))
                | ~Q(kind=MemberFactKind.OF_AGE) & Q(age=None),
                name="member_fact_age_with_its_limit",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "kind", "on"], name="member_fact_of")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only(), stamps()]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.on}"
