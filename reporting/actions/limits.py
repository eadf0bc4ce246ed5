"""Limits on people who report in bad faith again and again: decided by a human, told with the reason, appealable.

No limit stops a report. Who is limited waits longer between pressing “send” and sending; emergencies do not wait, and
nobody is recognised who is not signed in.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models import ReportingLimit
from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.notices.actions import notify
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

KIND = "reporting_limit"
LONGEST = timedelta(days=180)
LIMITED_WAIT = 600
"""Seconds from opening the form to sending it."""


def limit_of(person: Person | None) -> ReportingLimit | None:
    """The limit that holds for a person now."""
    if person is None:
        return None
    return ReportingLimit.objects.filter(person=person, lifted=False, until__gt=timezone.now()).first()


@transaction.atomic
def limit_reporter(*, actor: Person, person: Person, reason: str, until: datetime) -> ReportingLimit:
    """Decide a limit; only trust and safety, never about oneself, never without a reason, half a year at most."""
    Person.objects.select_for_update().get(pk=person.pk)
    _check_role(actor)
    if actor.pk == person.pk:
        raise NotAllowed(_("Nobody decides about themself."))
    if not reason.strip():
        raise DomainError(_("Please give a reason. The person reads it."), field="reason")
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise DomainError(_("A limit ends within half a year."), field="until")
    limit = ReportingLimit.objects.create(person=person, reason=reason.strip(), decided_by=actor, until=until)
    record(actor=actor.reference, action="reporting.limited", target=f"reporting_limit:{limit.uid}")
    _tell(limit, "decided")
    return limit


@transaction.atomic
def appeal_limit(*, actor: Person, limit: ReportingLimit, words: str) -> ReportingLimit:
    """Ask for another look, once."""
    limit = ReportingLimit.objects.select_for_update().get(pk=limit.pk)
    if limit.person_id != actor.pk:
        raise NotAllowed(_("This is about somebody else."))
    if limit.appealed_at is not None:
        raise DomainError(_("You have asked for another look already."))
    if not words.strip():
        raise DomainError(_("Please write a few words."), field="words")
    limit.appeal, limit.appealed_at = words.strip()[:2000], timezone.now()
    limit.save(update_fields=["appeal", "appealed_at"])
    record(actor=actor.reference, action="reporting.limit_appealed", target=f"reporting_limit:{limit.uid}")
    return limit


@transaction.atomic
def answer_appeal(*, actor: Person, limit: ReportingLimit, lift: bool) -> ReportingLimit:
    """Somebody else than who decided lifts the limit or lets it stand."""
    limit = ReportingLimit.objects.select_for_update().get(pk=limit.pk)
    _check_role(actor)
    if actor.pk in {limit.decided_by_id, limit.person_id}:
        raise NotAllowed(_("Somebody else has to decide this."))
    if limit.appealed_at is None or limit.answered_at is not None:
        raise DomainError(_("There is nothing to decide."))
    limit.answered_by, limit.answered_at, limit.lifted = actor, timezone.now(), lift
    limit.save(update_fields=["answered_by", "answered_at", "lifted"])
    _tell(limit, "answered")
    details = {"lifted": lift}
    record(
        actor=actor.reference, action="reporting.limit_answered", target=f"reporting_limit:{limit.uid}", details=details
    )
    return limit


def _tell(limit: ReportingLimit, what: str) -> None:
    """The person hears that there is something to read; why and how long stands on the page alone."""
    url = reverse("reporting:limit", args=[limit.uid])
    notify(person=limit.person, kind=KIND, context={}, url=url, key=f"reporting_limit:{limit.uid}:{what}")


def _check_role(actor: Person) -> None:
    if Role.TRUST_AND_SAFETY not in actor.roles or not actor.has_two_factor:
        raise NotAllowed(_("Only trust and safety may do this."))
