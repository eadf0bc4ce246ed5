"""What is over: cases past their time, copies that were lent, leftovers of what never came to be."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.cases.asking import end_letters
from reporting.actions.cases.climbing import climb_overdue
from reporting.actions.lending import end_lending
from reporting.actions.renewing import sweep_superseded
from reporting.actions.shredding import shred_case
from reporting.errors import NotDue, OnHold
from reporting.models import Case, Letter, SealedFile, Shredding
from wikilearn.core.dates import utc_day

GRACE = timedelta(days=1)
"""How old a file must be that belongs to nothing: younger ones may belong to what is being sent just now."""


@dataclass
class Swept:
    """What one sweep did. `failed`: cases whose destruction did not come to its end; it goes on at the next sweep."""

    climbed: int = 0
    shredded: list[UUID] = field(default_factory=list)
    held: list[UUID] = field(default_factory=list)
    failed: list[UUID] = field(default_factory=list)
    lent: int = 0
    letters: int = 0
    leftovers: int = 0


def sweep_expired(now: datetime | None = None) -> Swept:
    """Unread and open cases climb, settled ones past their day are destroyed unless held, then the leftovers go.

    Safe to run again at any time: what failed before is tried again, and nothing is done twice.
    """
    moment = now or timezone.now()
    swept = Swept(climbed=climb_overdue(moment))
    for case in _expired(moment):
        _end(case, moment, swept)
    swept.lent = end_lending()
    swept.letters = end_letters(moment)
    swept.leftovers = _sweep_files(moment) + _sweep_secrets(moment) + sweep_superseded()
    return swept


def _expired(now: datetime) -> list[Case]:
    """Settled cases past their day, and those whose destruction has begun; an open case has no such day."""
    done = Shredding.objects.exclude(finished_at=None).values("case_uid")
    begun = Shredding.objects.filter(finished_at=None).values("case_uid")
    cases = Case.objects.filter(keep_until__lt=utc_day(now)) | Case.objects.filter(pk__in=begun)
    return list(cases.exclude(pk__in=done).order_by("keep_until", "pk"))


def _end(case: Case, now: datetime, swept: Swept) -> None:
    try:
        shred_case(case=case, on=now)
    except OnHold:
        swept.held.append(case.pk)
    except NotDue:
        return
    except OSError:
        swept.failed.append(case.pk)
    else:
        swept.shredded.append(case.pk)


def _sweep_files(now: datetime) -> int:
    """Sealed bodies without a row: an upload that was never finished."""
    if not default_storage.exists("sealed"):
        return 0
    gone = 0
    for folder in default_storage.listdir("sealed")[0]:
        paths = [f"sealed/{folder}/{name}" for name in default_storage.listdir(f"sealed/{folder}")[1]]
        known = set(SealedFile.objects.filter(path__in=paths).values_list("path", flat=True))
        for path in sorted(set(paths) - known):
            if default_storage.get_modified_time(path) < now - GRACE:
                default_storage.delete(path)
                gone += 1
    return gone


def _sweep_secrets(now: datetime) -> int:
    """Secrets of cases that never came to be."""
    found = case_secrets.older_than(now - GRACE)
    known = set(Case.objects.filter(pk__in=found).values_list("pk", flat=True))
    known |= set(Letter.objects.filter(uid__in=found, ended=False).values_list("uid", flat=True))
    for case in sorted(set(found) - known):
        case_secrets.destroy(case)
    return len(set(found) - known)
