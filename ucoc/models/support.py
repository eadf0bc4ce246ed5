"""Where people find help: kept as data, with the day on which somebody last looked whether it is still right."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.enums import SupportKind
from ucoc.querysets.support import SupportResourceQuerySet
from wikilearn.core.languages import Language, validate_tag
from wikilearn.core.languages import get as language_named
from wikilearn.movement.models import Territory
from wikilearn.people.models import Person

REVIEW_MONTHS = 6


class SupportResource(models.Model):
    """A place that helps. Without territories it is international, without languages its page says which it speaks.

    Nothing of its text is copied: a name, a sentence of our own, and its address. `checked_on` is empty until somebody
    has looked; `review_on` is when to look next.
    """

    key = models.SlugField(_("key"), max_length=64, unique=True)
    kind = models.CharField(_("kind of help"), max_length=16, choices=SupportKind)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("in one or two sentences"), max_length=500, blank=True)
    url = models.URLField(_("address"), max_length=300)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    languages = ArrayField(
        models.CharField(max_length=35, validators=[validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("countries and areas"), related_name="support_resources", blank=True
    )
    of_movement = models.BooleanField(_("offered by the movement"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    active = models.BooleanField(_("shown"), default=True)
    review_months = models.PositiveSmallIntegerField(_("months between checks"), default=REVIEW_MONTHS)
    review_on = models.DateField(_("to be checked on"), default=timezone.localdate)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("checked by"), null=True, blank=True
    )

    objects: ClassVar[SupportResourceQuerySet] = SupportResourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("support resource")
        verbose_name_plural = _("support resources")
        ordering: ClassVar[list[str]] = ["position", "key"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review_on"], name="support_to_check", condition=Q(active=True)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name="support_kind_is_known"),
            models.CheckConstraint(condition=Q(review_months__range=(1, 24)), name="support_is_reviewed"),
            models.CheckConstraint(
                condition=Q(checked_on=None, checked_by=None) | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="support_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the audit log names this resource."""
        return f"support:{self.key}"

    @property
    def spoken(self) -> list[Language]:
        """The languages in which it helps."""
        return [language_named(tag) for tag in self.languages]
