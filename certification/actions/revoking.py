"""Taking a certification away, giving it back, and correcting an entry: each a new fact with a reason."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.actions.recording import record_fact
from certification.actions.telling import tell_changed
from certification.enums import FOR_REVOCATIONS, GRANTS, FactKind, ReasonCategory
from certification.errors import DecisionRefused
from certification.models import Fact
from certification.periods import Timeline, fold
from courses.models import Topic
from wikilearn.core.dates import today
from wikilearn.people.models import Person

CORRECTABLE = GRANTS | {FactKind.EXTENDED, FactKind.EXEMPTED}
"""Kinds whose days may be corrected. A revocation is lifted by an appeal or a reinstatement, a pause by resuming."""


@transaction.atomic
def revoke_certification(
    *, actor: Person, person: Person, topic: Topic, category: ReasonCategory | str, reason: str
) -> Fact:
    """Take away every day from today on, until it is reinstated or the appeal is granted."""
    person = _about(actor, person)
    line = _line(person, topic)
    if any(gap.covers(today()) for gap in line.revocations):
        raise DecisionRefused(_("This certification is revoked already."), field="topic")
    if not any(span.valid_until >= today() for span in line.spans):
        raise DecisionRefused(_("There is no certification that could be revoked."), field="topic")
    if category not in FOR_REVOCATIONS:
        raise DecisionRefused(_("Please choose what kind of reason there is."), field="category")
    return _decide(actor, person, topic, FactKind.REVOKED, reason, category)


@transaction.atomic
def reinstate_certification(*, actor: Person, person: Person, topic: Topic, reason: str) -> Fact:
    """Give back what is left of the certification, from today on."""
    person = _about(actor, person)
    if not any(gap.covers(today()) for gap in _line(person, topic).revocations):
        raise DecisionRefused(_("This certification is not revoked."), field="topic")
    return _decide(actor, person, topic, FactKind.REINSTATED, reason)


@transaction.atomic
def correct_fact(
    *, actor: Person, fact: Fact, valid_from: date | None = None, valid_until: date | None = None, reason: str
) -> Fact:
    """Give an entry other days, or, without days, say that it should not count at all."""
    fact = Fact.objects.select_related("person", "topic").get(pk=fact.pk)
    person = _about(actor, fact.person)
    if fact.kind not in CORRECTABLE:
        raise DecisionRefused(_("An entry of this kind cannot be corrected."))
    if not reason.strip():
        raise DecisionRefused(_("Please give a reason."), field="reason")
    corrected = record_fact(
        actor=actor.reference,
        person=person,
        topic=fact.topic,
        kind=FactKind.CORRECTED,
        at=timezone.now(),
        valid_from=valid_from,
        valid_until=valid_until,
        corrects=fact,
        category=ReasonCategory.ERROR,
        reason=reason.strip(),
        source_key=f"decision:{uuid4()}",
    )
    tell_changed(corrected)
    return corrected


def _about(actor: Person, person: Person) -> Person:
    demand(actor, "certification.decide")
    demand_other(actor, person)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.erased_at is not None:
        raise DecisionRefused(_("This account is closed."))
    return person


def _line(person: Person, topic: Topic) -> Timeline:
    return fold(Fact.objects.filter(person=person, topic=topic).rows_by_person().get(person.pk, []))


def _decide(
    actor: Person, person: Person, topic: Topic, kind: FactKind, reason: str, category: ReasonCategory | str = ""
) -> Fact:
    if not reason.strip():
        raise DecisionRefused(_("Please give a reason."), field="reason")
    fact = record_fact(
        actor=actor.reference,
        person=person,
        topic=topic,
        kind=kind,
        at=timezone.now(),
        category=category,
        reason=reason.strip(),
        source_key=f"decision:{uuid4()}",
    )
    tell_changed(fact)
    return fact
