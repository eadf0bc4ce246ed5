"""Counting steps of cases, and files about bodies that fall short."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.actions.permitting import demand
from ucoc.actions.telling import tell_failure
from ucoc.enums import BodyKind, CaseStepKind, Conduct, FailureState, Severity
from ucoc.errors import BodyRefused, TableRefused
from ucoc.models.bodies import EnforcementBody
from ucoc.models.figures import BodyFailure, CaseStep, Thresholds
from ucoc.queries.bodies import eligible_members
from ucoc.queries.figures import figures_of_bodies, thresholds_in_force
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today, utc_day
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person


@transaction.atomic(savepoint=False)
def record_case_step(
    *,
    case: UUID,
    body: EnforcementBody,
    step: str,
    on: date | datetime | None = None,
    conduct: str,
    severity: str,
    wiki: Wiki | None = None,
    first: bool = False,
) -> CaseStep:
    """Count that a case took a step in a body; no content, no people.

    The same step of a case in a body counts once a day, however often it is told; `first` says that it cannot have been
    told before.
    """
    moment = _moment(on)
    if not first:
        known = CaseStep.objects.filter(case=case, body=body, step=step, on=utc_day(moment)).first()
        if known is not None:
            return known
    return CaseStep.objects.create(
        case=case,
        body=body,
        step=CaseStepKind(step),
        on=utc_day(moment),
        at=moment,
        conduct=Conduct(conduct),
        severity=Severity(severity),
        wiki=wiki,
    )


def _moment(on: date | datetime | None) -> datetime:
    if on is None:
        return timezone.now()
    if isinstance(on, datetime):
        return on
    return timezone.now() if on == today() else datetime.combine(on, time(12), tzinfo=timezone.get_default_timezone())


@transaction.atomic
def watch_bodies(day: date | None = None) -> list[BodyFailure]:
    """Open a file for each body that has passed a published threshold and has none open; gives the new ones."""
    day = day or today()
    thresholds = thresholds_in_force(day)
    if thresholds is None:
        return []
    open_already = set(BodyFailure.objects.open().values_list("body_id", flat=True))
    opened = [
        _open_file(row.body, thresholds, row.criteria, row.as_json(), row.received, day)
        for row in figures_of_bodies(thresholds, day)
        if row.criteria and row.body.pk not in open_already and row.body.kind not in (BodyKind.U4C,)
    ]
    for failure in opened:
        _tell(failure)
        record(
            actor=SYSTEM,
            action="body.failure_opened",
            target=failure.body.reference,
            details={"criteria": [str(each) for each in failure.criteria], "thresholds": thresholds.number},
        )
    return opened


def _open_file(
    body: EnforcementBody, thresholds: Thresholds, criteria: list[str], figures: dict[str, int], cases: int, day: date
) -> BodyFailure:
    return BodyFailure.objects.create(
        body=body, thresholds=thresholds, criteria=criteria, figures=figures, cases=cases, opened_on=day
    )


def _tell(failure: BodyFailure) -> None:
    u4c = EnforcementBody.objects.of_kind(BodyKind.U4C).first()
    if u4c is not None:
        tell_failure(failure.body, failure.get_absolute_url(), failure.reference, eligible_members(u4c))


@transaction.atomic
def send_failure_to_u4c(*, actor: Person, failure: BodyFailure, note: str = "") -> BodyFailure:
    """Hand the file to the U4C, with a note of people beside the figures."""
    demand(actor, "ucoc.watch_bodies")
    failure = _locked(failure)
    if failure.state != FailureState.OPEN:
        raise BodyRefused(_("This is so already."))
    failure.state, failure.note = FailureState.WITH_U4C, note.strip()
    failure.sent_by, failure.sent_at = actor, timezone.now()
    failure.save(update_fields=["state", "note", "sent_by", "sent_at"])
    record(actor=actor.reference, action="body.failure_sent", target=failure.reference)
    return failure


@transaction.atomic
def close_failure(*, actor: Person, failure: BodyFailure, reason: str) -> BodyFailure:
    """Close the file with a reason: new cases go to the body again. Nobody closes the file about their own body."""
    demand(actor, "ucoc.watch_bodies")
    failure = _locked(failure)
    if failure.state == FailureState.CLOSED:
        raise BodyRefused(_("This is so already."))
    if failure.body.members.live().filter(person=actor).exists():
        raise BodyRefused(_("Somebody else has to decide this."))
    if not reason.strip():
        raise BodyRefused(_("Please give a reason."), field="reason")
    failure.state, failure.closed_reason = FailureState.CLOSED, reason.strip()
    failure.closed_by, failure.closed_at = actor, timezone.now()
    failure.save(update_fields=["state", "closed_reason", "closed_by", "closed_at"])
    record(actor=actor.reference, action="body.failure_closed", target=failure.reference)
    return failure


def _locked(failure: BodyFailure) -> BodyFailure:
    return BodyFailure.objects.select_for_update(of=("self",)).select_related("body").get(pk=failure.pk)


@transaction.atomic
def propose_thresholds(*, actor: Person, in_force_from: date, **values: int) -> Thresholds:
    """Propose other thresholds from a day on; another person approves them. `ValidationError` out of range."""
    demand(actor, "ucoc.watch_bodies")
    if in_force_from <= today():
        raise TableRefused(_("It can come into force tomorrow at the earliest."), field="in_force_from")
    if Thresholds.objects.filter(in_force_from=in_force_from).exists():
        raise TableRefused(_("Another version comes into force on this day."), field="in_force_from")
    latest = Thresholds.objects.order_by("-number").first()
    proposed = Thresholds(
        number=latest.number + 1 if latest else 1, in_force_from=in_force_from, proposed_by=actor, **values
    )
    proposed.full_clean()
    proposed.save()
    record(actor=actor.reference, action="body.thresholds_proposed", target=proposed.reference)
    return proposed


@transaction.atomic
def approve_thresholds(*, actor: Person, thresholds: Thresholds) -> Thresholds:
    """A second person approves proposed thresholds."""
    demand(actor, "ucoc.watch_bodies")
    thresholds = Thresholds.objects.select_for_update().get(pk=thresholds.pk)
    if thresholds.approved_at is not None:
        raise TableRefused(_("This was decided already."))
    if thresholds.proposed_by_id == actor.pk:
        raise TableRefused(_("A second person has to approve this."))
    if thresholds.in_force_from <= today():
        raise TableRefused(_("The day on which it should come into force has passed."))
    thresholds.approved_by, thresholds.approved_at = actor, timezone.now()
    thresholds.save(update_fields=["approved_by", "approved_at"])
    record(actor=actor.reference, action="body.thresholds_approved", target=thresholds.reference)
    return thresholds
