"""Affirming the universal code."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from ucoc.errors import AffirmationRefused
from ucoc.models import Affirmation, CodeVersion
from ucoc.queries.affirming import open_for
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def affirm_code(
    *, actor: Person, version: CodeVersion, language: str, capacities: Collection[str] | None = None
) -> list[Affirmation]:
    """Affirm the version in force, as a member and as the holder of each right that the person holds now.

    `capacities` limits it to some of these (see `capacity_key`). What was affirmed before stays as it is.
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    in_force = CodeVersion.objects.in_force()
    if in_force is None or in_force.pk != version.pk:
        raise AffirmationRefused(_("This version is not in force. Please read the one that is."))
    open_now = [
        each for each in open_for(actor, in_force) if capacities is None or capacity_key(each.key) in capacities
    ]
    if not open_now:
        raise AffirmationRefused(_("There is nothing left to affirm."))
    rows = Affirmation.objects.bulk_create(
        Affirmation(
            person=actor,
            version=in_force,
            capacity=each.capacity,
            right=each.right,
            wiki=each.wiki,
            language=language,
        )
        for each in open_now
    )
    record(
        actor=actor.reference,
        action="code.affirmed",
        target=in_force.reference,
        details={"capacities": len(rows)},
    )
    return rows


def capacity_key(key: tuple[int | None, int | None]) -> str:
    """How a form names a capacity: `-` as a member, otherwise the ids of right and wiki."""
    right, wiki = key
    return "-" if right is None else f"{right}-{wiki or ''}"
