"""Cases that were merged: the one that is worked on (the root), and those that joined it (its parts).

A part keeps its own keys, its own receipt and its own dialogue. It has no life of its own: where the root goes, who may
read it, when it is settled and how long it is kept holds for the parts too.
"""

from reporting.models import Case


def root_of(case: Case) -> Case:
    """The case that this one was merged into, or itself."""
    if case.merged_into_id is None:
        return case
    return Case.objects.select_related("body", "wiki").get(pk=case.merged_into_id)


def parts_of(case: Case) -> list[Case]:
    """The cases that were merged into this one, the oldest first."""
    return list(Case.objects.filter(merged_into=case).select_related("body", "wiki").order_by("created_at", "pk"))
