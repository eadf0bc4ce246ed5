"""Granting more time, and ending it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enums import AttemptState, ExtraTimeReason
from courses.errors import NoSuchPerson, NotYours
from courses.models import Attempt, ExtraTime
from courses.queries.assessing import rules_of
from courses.rules import is_curator
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


@transaction.atomic
def grant_extra_time(
    *, actor: Person, username: str, organisation: Organisation | None, percent: int, reason: ExtraTimeReason
) -> ExtraTime:
    """Give a person more time in the courses of an organisation, or (None; curators only) everywhere.

    An attempt that is open gets it at once; what was granted before is replaced. Nothing is kept about why but the
    category, and the log holds not even that. Raises `NotYours`, `NoSuchPerson`.
    """
    _allow(actor, organisation)
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise NoSuchPerson(_("Nobody here has this name."), field="username")
    _end(ExtraTime.objects.select_for_update().filter(person=person, organisation=organisation, ended_at=None))
    granted = ExtraTime.objects.create(
        person=person, organisation=organisation, percent=percent, reason=reason, granted_by=actor
    )
    _prolong(person, organisation, percent)
    _log(actor, granted, "extra_time.granted")
    return granted


@transaction.atomic
def end_extra_time(*, actor: Person, extra_time: ExtraTime) -> None:
    """From the next attempt on the person has the time that everybody has. Raises `NotYours`."""
    _allow(actor, extra_time.organisation)
    if _end(ExtraTime.objects.select_for_update().filter(pk=extra_time.pk, ended_at=None)):
        _log(actor, extra_time, "extra_time.ended")


def _allow(actor: Person, organisation: Organisation | None) -> None:
    allowed = is_curator(actor) if organisation is None else actor.has_perm("courses.grant_extra_time", organisation)
    if not allowed:
        raise NotYours(_("Only coordinators of the organisation and curators may do this."))


def _end(rows: QuerySet[ExtraTime]) -> int:
    return rows.update(ended_at=timezone.now(), percent=None, reason="")


def _prolong(person: Person, organisation: Organisation | None, percent: int) -> None:
    rows = Attempt.objects.of(person).filter(state=AttemptState.OPEN, due_at__gt=timezone.now())
    if organisation is not None:
        rows = rows.filter(enrolment__course__organisation=organisation)
    for attempt in rows.select_related("enrolment__course").select_for_update(of=("self",)):
        due_at = rules_of(attempt.enrolment.course).deadline(attempt.started_at, extra_time=percent)
        if due_at is not None and attempt.due_at is not None and due_at > attempt.due_at:
            attempt.due_at = due_at
            attempt.save(update_fields=["due_at"])


def _log(actor: Person, extra_time: ExtraTime, action: str) -> None:
    place = extra_time.organisation.slug if extra_time.organisation else ""
    record(actor=actor.reference, action=action, target=extra_time.person.reference, details={"organisation": place})
