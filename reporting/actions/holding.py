"""Keeping a case beyond its time: one person asks, another confirms; the same to let it go."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import NoSuchCase, lock, refuse_if_ending
from reporting.actions.cases.locking import lock_family
from reporting.actions.logging import log
from reporting.models import Case, LegalHold
from reporting.policy import Act
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person


class HoldRefused(DomainError):
    """It takes two people, and a hold to confirm or lift."""


@transaction.atomic
def ask_hold(*, actor: Person, case: Case) -> LegalHold:
    """Keep the case; it counts for good once somebody else confirms it."""
    family = lock_family(case)
    case = lock(case, actor=actor, act=Act.SEE)
    refuse_if_ending(family.members)
    hold, made = LegalHold.objects.get_or_create(case=case, lifted_at=None, defaults={"asked_by": actor})
    if made:
        log(actor=actor, action="hold.asked", case=case)
    return hold


@transaction.atomic
def confirm_hold(*, actor: Person, case: Case) -> LegalHold:
    """The second person."""
    family = lock_family(case)
    hold = _live(actor, case)
    refuse_if_ending(family.members)
    if hold.asked_by_id == actor.pk or hold.confirmed_by_id is not None:
        raise HoldRefused(_("Somebody else has to confirm this."))
    hold.confirmed_by = actor
    hold.save(update_fields=["confirmed_by"])
    log(actor=actor, action="hold.confirmed", case=case)
    return hold


@transaction.atomic
def lift_hold(*, actor: Person, case: Case) -> LegalHold:
    """The first of two people, then the second; whoever asked alone may also take it back alone."""
    lock_family(case)
    hold = _live(actor, case)
    alone = hold.confirmed_by_id is None and hold.asked_by_id == actor.pk
    if not alone and hold.lifting_by_id in (None, actor.pk):
        hold.lifting_by = actor
        hold.save(update_fields=["lifting_by"])
        log(actor=actor, action="hold.lifting", case=case)
        return hold
    hold.lifted_by, hold.lifted_at = actor, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    log(actor=actor, action="hold.lifted", case=case)
    return hold


def _live(actor: Person, case: Case) -> LegalHold:
    case = lock(case, actor=actor, act=Act.SEE)
    hold = LegalHold.objects.select_for_update().filter(case=case, lifted_at=None).first()
    if hold is None:
        raise NoSuchCase(_("This case is not on hold."))
    return hold
