"""A new universal version re-opens local codes: each gets a day until which it follows."""

from datetime import timedelta

from django.db import transaction

from ucoc.enums import LocalEventKind
from ucoc.models import CodeVersion, FollowUp, LocalCode, LocalEvent
from wikilearn.audit.actions import SYSTEM, record_each

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
    record_each(
        actor=SYSTEM,
        action="local_code.follow_up",
        targets=[local.reference for local in locals_],
        details={"version": version.number},
    )
    return opened
