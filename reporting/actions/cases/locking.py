"""Locking cases that belong together, always in one order, so that nobody waits for anybody in a circle.

First the cases that are worked on (roots), by their key, then those that were merged into them, by theirs. And all of
them before anything is logged: the lock of the audit log is held to the end of the transaction, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Coalesce

from reporting.errors import CaseChanged
from reporting.models import Case


@dataclass(frozen=True, slots=True)
class Family:
    """A case and those that were merged into it, locked to the end of the transaction."""

    root: Case
    parts: list[Case]

    @property
    def members(self) -> list[Case]:
        """All of them, the root first."""
        return [self.root, *self.parts]

    def of(self, case: Case) -> Case:
        """That one of them."""
        return next(each for each in self.members if each.pk == case.pk)


def lock_family(case: Case) -> Family:
    """Lock the case with all that it was merged with. `CaseChanged` if it was merged in this very moment."""
    members = lock_families([case.pk])
    if not members:
        raise CaseChanged
    return Family(members[0], sorted(members[1:], key=lambda part: (part.created_at, part.pk)))


def lock_families(cases: Iterable[UUID]) -> list[Case]:
    """Lock these cases with all that they were merged with; roots first. `CaseChanged` as above.

    Two queries, one after the other: what joined a root while we waited for it is seen by the second. Neither joins
    another table: a row whose body changes while we wait for it would not be found.
    """
    wanted = set(cases)
    roots = set(Case.objects.filter(pk__in=wanted).values_list(Coalesce("merged_into", "pk"), flat=True))
    if not roots:
        return []
    rows = Case.objects.select_for_update().order_by("pk")
    found = list(rows.filter(pk__in=roots))
    found += rows.filter(merged_into__in=roots)
    if any(case.merged_into_id is not None for case in found[: len(roots)]) or wanted - {case.pk for case in found}:
        raise CaseChanged
    return found
