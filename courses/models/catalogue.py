"""That the catalogue has changed."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CatalogueChange(models.Model):
    """A statement wrote catalogue entries. Web processes compare the last of these numbers with those they know.

    Numbers may become visible in another order than they were drawn: whoever compares looks at the last few.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, db_default=models.functions.Now())

    class Meta:
        verbose_name = _("change of the catalogue")
        verbose_name_plural = _("changes of the catalogue")

    def __str__(self) -> str:
        return str(self.pk)


def changes_are_noted() -> pgtrigger.Trigger:
    """The trigger of the entries: one row for a statement, and not more than a thousand rows."""
    return pgtrigger.Trigger(
        name="changes_are_noted",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("noted", "bigint")],
        func="""
            INSERT INTO courses_cataloguechange (at) VALUES (now()) RETURNING id INTO noted;
            DELETE FROM courses_cataloguechange WHERE id IN (
                SELECT id FROM courses_cataloguechange WHERE id < noted - 1000 FOR UPDATE SKIP LOCKED
            );
            RETURN NULL;
        """,
    )
