"""One row whose value changes whenever what decides about responsibility changes, so that memory can be trusted."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoutingStamp(models.Model):
    """The single row; written by triggers of every table that the resolver reads (see `stamps`)."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    stamp = models.UUIDField(_("stamp"))

    class Meta:
        verbose_name = _("stamp of responsibility")
        verbose_name_plural = _("stamps of responsibility")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="routing_stamp_is_one", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.stamp)


def stamps() -> pgtrigger.Trigger:
    """A trigger for the `Meta` of a model that the resolver reads."""
    return pgtrigger.Trigger(
        name="stamps_routing",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            INSERT INTO ucoc_routingstamp (id, stamp) VALUES (1, gen_random_uuid())
            ON CONFLICT (id) DO UPDATE SET stamp = EXCLUDED.stamp;
            RETURN NULL;
        """,
    )
