"""Pulling reports out of the wave that they came with."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused
from reporting.actions.cases.working import assign_case
from reporting.models import Case
from reporting.policy import Act, cases_for
from reporting.queries.waves import next_of
from reporting.querysets.cases import CaseQuerySet
from wikilearn.people.models import Person


@transaction.atomic
def pull_out(*, actor: Person, began: datetime, on: datetime | None = None) -> Case:
    """Take the next report of the wave: from now on it is a case like any other, and the actor's.

    Two who pull at once get two different reports. Raises `CaseRefused` if none waits for the actor.
    """
    waiting = cases_for(actor, Act.WORK).in_waves().filter(wave=began)
    while (case := next_of(waiting)) is not None:
        if Case.objects.filter(pk=case.pk).in_waves().update(wave=None):
            return assign_case(actor=actor, case=case, to=actor, on=on)
    raise CaseRefused(_("No report of this wave waits any more."))


def wave_of_key(cases: CaseQuerySet, key: str) -> CaseQuerySet:
    """Those of the cases that wait in the wave of an address; none for nonsense."""
    if not (key.isascii() and key.isdigit() and len(key) <= 11):
        return cases.none()
    return cases.in_waves().filter(wave=datetime.fromtimestamp(int(key), UTC))
