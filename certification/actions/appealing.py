"""Appeals: somebody else looks again at what took a certification away."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.actions.recording import record_fact
from certification.actions.telling import tell_answered
from certification.enums import APPEALABLE, AppealState, FactKind
from certification.errors import DecisionRefused
from certification.models import Appeal, Fact
from wikilearn.audit.actions import record
from wikilearn.core.dates import today, utc_day
from wikilearn.people.models import Person

FILE_WITHIN = timedelta(days=90)
"""So long after the decision may one appeal."""
ANSWER_WITHIN = timedelta(days=30)


def may_appeal(fact: Fact) -> bool:
    """Whether its person could still appeal, if they did not yet: a decision of another, and not long ago."""
    return (
        fact.kind in APPEALABLE
        and fact.actor != fact.person.reference
        and not (fact.kind == FactKind.CORRECTED and fact.corrects is not None and fact.corrects.kind in APPEALABLE)
        and today() <= utc_day(fact.recorded_at) + FILE_WITHIN
    )


@transaction.atomic
def file_appeal(*, actor: Person, fact: Fact, text: str) -> Appeal:
    """Appeal against a decision about oneself, once for each, within 90 days."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    fact = Fact.objects.select_related("person", "topic", "corrects").get(pk=fact.pk)
    if fact.person_id != actor.pk or not may_appeal(fact):
        raise DecisionRefused(_("An appeal against this entry is not possible."))
    if Appeal.objects.filter(fact=fact).exists():
        raise DecisionRefused(_("You have appealed against this already."))
    if not text.strip():
        raise DecisionRefused(_("Please say why it should be looked at again."), field="text")
    appeal = Appeal.objects.create(
        fact=fact, person=actor, text=text.strip(), due_on=today() + ANSWER_WITHIN, against=_person(fact.actor)
    )
    _log(actor, "filed", appeal)
    return appeal


@transaction.atomic
def withdraw_appeal(*, actor: Person, appeal: Appeal) -> Appeal:
    """The person takes the appeal back."""
    appeal = _locked(appeal)
    if appeal.person_id != actor.pk:
        raise DecisionRefused(_("Only who appealed can withdraw it."))
    _close(appeal, AppealState.WITHDRAWN, None, "")
    _log(actor, "withdrawn", appeal)
    return appeal


@transaction.atomic
def decide_appeal(*, actor: Person, appeal: Appeal, grant: bool, answer: str) -> Appeal:
    """Somebody who did not decide first grants the appeal, which annuls the entry by a new fact, or dismisses it."""
    demand(actor, "certification.decide")
    appeal = _locked(appeal)
    demand_other(actor, appeal.person, appeal.against)
    if not answer.strip():
        raise DecisionRefused(_("Please give a reason."), field="answer")
    if grant:
        appeal.outcome = _annul(actor, appeal, answer.strip())
    _close(appeal, AppealState.GRANTED if grant else AppealState.DISMISSED, actor, answer.strip())
    _log(actor, str(appeal.state), appeal)
    topic = appeal.fact.topic.key
    tell_answered(person=appeal.person, what="appeal", granted=grant, topic=topic, key=f"{appeal.reference}:answer")
    return appeal


def _annul(actor: Person, appeal: Appeal, reason: str) -> Fact:
    """Undo the entry. A correction is undone by a later one that gives the corrected entry its own days again."""
    fact = appeal.fact
    first: date | None = None
    last: date | None = None
    corrects = fact
    if fact.kind == FactKind.CORRECTED and fact.corrects is not None:
        corrects = fact.corrects
        before = corrects.corrections.filter(recorded_at__lt=fact.recorded_at).order_by("-at", "-id").first()
        source = before or corrects
        first, last = source.valid_from or utc_day(corrects.at), source.valid_until
    return record_fact(
        actor=actor.reference,
        person=appeal.person,
        topic=fact.topic,
        kind=FactKind.CORRECTED,
        at=timezone.now(),
        valid_from=first,
        valid_until=last,
        corrects=corrects,
        reason=reason,
        source_key=appeal.reference,
    )


def _locked(appeal: Appeal) -> Appeal:
    appeals = Appeal.objects.select_for_update(of=["self"]).select_related("person", "fact__topic", "fact__corrects")
    appeal = appeals.get(pk=appeal.pk)
    if appeal.state != AppealState.OPEN:
        raise DecisionRefused(_("This was decided already."))
    return appeal


def _person(reference: str) -> Person | None:
    """Who is behind a reference of the audit log, if it is a person."""
    kind, _colon, uid = reference.partition(":")
    return Person.objects.filter(uid=uid).first() if kind == "person" else None


def _close(appeal: Appeal, state: AppealState, actor: Person | None, answer: str) -> None:
    appeal.state, appeal.decided_by, appeal.decided_at, appeal.answer = state, actor, timezone.now(), answer
    appeal.save(update_fields=["state", "decided_by", "decided_at", "answer", "outcome"])


def _log(actor: Person, step: str, appeal: Appeal) -> None:
    record(
        actor=actor.reference,
        action=f"certification.appeal_{step}",
        target=appeal.reference,
        details={"fact": appeal.fact_id, "topic": appeal.fact.topic.key},
    )
