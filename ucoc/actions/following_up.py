"""A new universal version re-opens local codes: each gets a day until which it follows."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from ucoc.enums import LocalEventKind
from ucoc.models import CodeVersion, FollowUp, LocalCode, LocalEvent
from ucoc.queries.local import writers_of
from wikilearn.audit.actions import SYSTEM, record_each
from wikilearn.notices.actions import Note, notify_each

KIND = "local_code_follow"

USUAL_DAYS = 365
"""How long local codes have, where the universal version does not say."""


@transaction.atomic
def open_follow_ups() -> list[FollowUp]:
    """Open what is missing for the version in force: for each ratified code that builds on an older one. Idempotent."""
    version = CodeVersion.objects.in_force()
    if version is None:
        return []
    due = version.follow_up_by or version.in_force_from + timedelta(days=USUAL_DAYS)
    behind = LocalCode.objects.filter(
        versions__state="ratified", versions__builds_on__in_force_from__lt=version.in_force_from
    ).exclude(follow_ups__version=version)
    locals_ = list(behind.select_for_update(of=("self",)).order_by("pk"))
    opened = FollowUp.objects.bulk_create(FollowUp(local=local, version=version, due=due) for local in locals_)
    LocalEvent.objects.bulk_create(LocalEvent(local=local, kind=LocalEventKind.FOLLOW_UP) for local in locals_)
    _tell_writers(opened)
    record_each(
        actor=SYSTEM,
        action="local_code.follow_up",
        targets=[local.reference for local in locals_],
        details={"version": version.number},
    )
    return opened


def _tell_writers(opened: Sequence[FollowUp]) -> None:
    """Those who wrote the version in force, or were asked to write with the community."""
    notes = []
    for follow_up in opened:
        local = follow_up.local
        said = {
            "name": local.community_name,
            "number": follow_up.version.number,
            "due": follow_up.due.isoformat(),
        }
        key = f"{local.reference}:{follow_up.version.number}"
        people = writers_of(local.versions.ratified().get())
        notes += [Note(person=person, context=said, url=local.get_absolute_url(), key=key) for person in people]
    notify_each(kind=KIND, notes=notes)
