"""Cases that were merged: the one that is worked on (the root), and those that joined it (its parts).

A part keeps its own keys, its own receipt and its own dialogue. It has no life of its own: where the root goes, who may
read it, when it is settled and how long it is kept holds for the parts too.
"""

from django.db.models import Exists, OuterRef

from reporting.models import Case, Inlet


def root_of(case: Case) -> Case:
    """The case that this one was merged into, or itself."""
    if case.merged_into_id is None:
        return case
    cases = Case.objects.annotate(inlet_waits=unread_post()).select_related("body", "wiki")
    return cases.get(pk=case.merged_into_id)


def parts_of(case: Case) -> list[Case]:
    """The cases that were merged into this one, the oldest first; `inlet_waits` says whether there is unread post."""
    parts = Case.objects.filter(merged_into=case).annotate(inlet_waits=unread_post())
    return list(parts.select_related("body", "wiki").order_by("created_at", "pk"))


def unread_post() -> Exists:
    """Whether somebody outside of a case put something in that nobody has taken in yet."""
    return Exists(Inlet.objects.filter(case=OuterRef("pk"), box__isnull=False))
