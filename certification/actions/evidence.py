"""Rules that recognise evidence by themselves, and claims about what no rule covers."""

from datetime import UTC, date, datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.actions.recording import record_fact
from certification.enums import ClaimState, EvidenceKind, FactKind, Path, ProposalState
from certification.errors import ClaimRefused, DecisionRefused, RuleRefused
from certification.evidence import effect_of
from certification.models import Claim, EvidenceRule, Fact, Proposal
from certification.queries.terms import terms
from courses.models import Course, Topic
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

LARGEST_FILE = 5 * 1024 * 1024
LONGEST_MONTHS = 120
SIGNATURES = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
"""What evidence may be, by how such a file begins."""


@transaction.atomic
def add_rule(
    *,
    actor: Person,
    kind: EvidenceKind,
    topic: Topic,
    path: Path,
    in_force_from: date,
    course: Course | None = None,
    organisation: Organisation | None = None,
    hours: int | None = None,
    per_cycle: int = 1,
) -> EvidenceRule:
    """Add a rule; it counts what happens from that day on. Raises `NotYours` and `RuleRefused`."""
    demand(actor, "certification.curate")
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    check_rule(
        kind=kind, topic=topic, course=course, organisation=organisation, hours=hours, in_force_from=in_force_from
    )
    rule = EvidenceRule.objects.create(
        kind=kind,
        topic=topic,
        path=path,
        course=course,
        organisation=organisation,
        hours=hours,
        per_cycle=per_cycle,
        in_force_from=in_force_from,
        created_by=actor,
    )
    record(
        actor=actor.reference,
        action="certification.rule_added",
        target=rule.reference,
        details={"kind": str(kind), "topic": topic.key, "path": str(path), "per_cycle": per_cycle},
    )
    return rule


def check_rule(
    *,
    kind: EvidenceKind | str,
    topic: Topic,
    in_force_from: date,
    course: Course | None = None,
    organisation: Organisation | None = None,
    hours: int | None = None,
    **_terms: object,
) -> bool:
    """True if such a rule may be added; raises `RuleRefused`."""
    _check_source(kind, course, organisation, hours)
    if kind == EvidenceKind.PASSED and course is not None and course.topic_id == topic.pk:
        raise RuleRefused(_("A pass of this course counts for its topic already."), field="course")
    if in_force_from < today():
        raise RuleRefused(_("A rule cannot start in the past."), field="in_force_from")
    same = EvidenceRule.objects.filter(
        kind=kind, topic=topic, course=course, organisation=organisation, in_force_until=None
    )
    if same.exists():
        raise RuleRefused(_("There is such a rule already. End it first."), field="topic")
    return True


def _check_source(
    kind: EvidenceKind | str, course: Course | None, organisation: Organisation | None, hours: int | None
) -> None:
    """Each kind of rule names one thing."""
    if kind == EvidenceKind.SHARED:
        if hours is None or course is not None or organisation is not None:
            raise RuleRefused(_("This kind of rule names a number of hours and nothing else."), field="hours")
        return
    if hours is not None:
        raise RuleRefused(_("Only for teaching others a number of hours is needed."), field="hours")
    if kind == EvidenceKind.ORGANISATION and (organisation is None or course is not None):
        raise RuleRefused(_("This kind of rule names an organisation and no course."), field="organisation")
    if kind != EvidenceKind.ORGANISATION and (course is None or organisation is not None):
        raise RuleRefused(_("This kind of rule names a course and no organisation."), field="course")


@transaction.atomic
def end_rule(*, actor: Person, rule: EvidenceRule) -> EvidenceRule:
    """The rule counts nothing from today on; what it recognised stays."""
    demand(actor, "certification.curate")
    rule = EvidenceRule.objects.select_for_update(of=["self"]).get(pk=rule.pk)
    if rule.in_force_until is not None:
        raise RuleRefused(_("This rule has ended already."))
    rule.in_force_until = max(today(), rule.in_force_from)
    rule.save(update_fields=["in_force_until"])
    record(actor=actor.reference, action="certification.rule_ended", target=rule.reference, details={})
    return rule


@transaction.atomic
def apply_rule(
    *, rule: EvidenceRule, person: Person, at: datetime, source: str, evidence: str = "", until: date | None = None
) -> Fact | None:
    """Recognise what happened at a moment; `source` names it, so that it counts once. None if it adds nothing.

    Nothing is written for evidence that comes too early to renew, or beyond the rule's limit in one cycle.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    source_key = f"rule:{rule.pk}:{source}"
    known = Fact.objects.filter(source_key=source_key).first()
    if known is not None:
        return known
    if person.erased_at is not None or not EvidenceRule.objects.in_force(at.astimezone(UTC).date()).filter(pk=rule.pk):
        return None
    facts = Fact.objects.filter(person=person, topic=rule.topic)
    rows = facts.rows_by_person().get(person.pk, [])
    made = frozenset(facts.filter(rule__isnull=False).values_list("pk", flat=True))
    validity, window = terms(rule.topic, at.astimezone(UTC).date())
    if not effect_of(rows, made, rule_path=rule.path, per_cycle=rule.per_cycle, at=at, until=until,
                     months=validity, window=window).counts:  # fmt: skip
        return None
    return record_fact(
        actor=rule.reference,
        person=person,
        topic=rule.topic,
        kind=FactKind.RECOGNISED,
        path=Path(rule.path),
        at=at,
        valid_from=at.astimezone(UTC).date() if until is not None else None,
        valid_until=until,
        evidence=evidence,
        rule=rule,
        source_key=source_key,
    )


@transaction.atomic
def attest_certification(
    *, actor: Person, rule: EvidenceRule, person: Person, done_on: date, until: date | None = None
) -> Fact:
    """An organisation that a rule trusts says that it certified somebody. Raises `NotYours` and `ClaimRefused`."""
    demand(actor, "certification.attest", rule)
    demand_other(actor, person)
    if done_on > today():
        raise ClaimRefused(_("This day is in the future."), field="done_on")
    if until is not None and not done_on <= until <= add_months(done_on, LONGEST_MONTHS):
        raise ClaimRefused(_("The last day is before the first."), field="until")
    fact = apply_rule(
        rule=rule,
        person=person,
        at=moment_on(done_on),
        source=f"{person.uid}:{done_on}:{until or ''}",
        evidence=str(rule.source),
        until=until,
    )
    if fact is None:
        raise ClaimRefused(_("This adds nothing to what the person has, or is beyond what the rule allows."))
    record(
        actor=actor.reference,
        action="certification.attested",
        target=person.reference,
        details={"rule": rule.pk, "fact": fact.pk},
    )
    return fact


@transaction.atomic
def submit_claim(
    *,
    actor: Person,
    topic: Topic,
    done_on: date,
    text: str = "",
    link: str = "",
    file: IO[bytes] | None = None,
    filename: str = "",
) -> Claim:
    """Send evidence about oneself that no rule covers. Raises `ClaimRefused`."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if done_on > today():
        raise ClaimRefused(_("This day is in the future."), field="done_on")
    if done_on < add_months(today(), -LONGEST_MONTHS):
        raise ClaimRefused(_("That was more than ten years ago."), field="done_on")
    if not (text.strip() or link or file):
        raise ClaimRefused(_("Write what you did, or give a link or a file."), field="text")
    if Claim.objects.open().filter(person=actor, topic=topic).exists():
        raise ClaimRefused(_("You have sent something about this topic already. Please wait for the answer."))
    claim = Claim(person=actor, topic=topic, done_on=done_on, text=text.strip(), link=link)
    if file is not None:
        content = file.read(LARGEST_FILE + 1)
        _check_file(content)
        claim.filename = filename[-255:]
        claim.file.save("evidence", ContentFile(content), save=False)
    claim.save()
    record(
        actor=actor.reference,
        action="certification.claim_submitted",
        target=claim.reference,
        details={"topic": topic.key},
    )
    return claim


@transaction.atomic
def withdraw_claim(*, actor: Person, claim: Claim) -> Claim:
    """The person takes the claim back; what was proposed about it is closed."""
    claim = Claim.objects.select_for_update(of=["self"]).get(pk=claim.pk)
    if claim.person_id != actor.pk:
        raise DecisionRefused(_("Only who sent this can withdraw it."))
    if claim.state != ClaimState.SUBMITTED:
        raise DecisionRefused(_("This was decided already."))
    claim.state, claim.decided_at = ClaimState.WITHDRAWN, timezone.now()
    claim.save(update_fields=["state", "decided_at"])
    Proposal.objects.filter(claim=claim, state=ProposalState.OPEN).update(
        state=ProposalState.WITHDRAWN, decided_at=timezone.now()
    )
    record(actor=actor.reference, action="certification.claim_withdrawn", target=claim.reference, details={})
    return claim


def moment_on(day: date) -> datetime:
    """The moment at which something on that day took effect; never in the future."""
    return min(timezone.now(), datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def _check_file(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise ClaimRefused(_("The file is larger than 5 MB."), field="file")
    if not any(content.startswith(signature) for signature in SIGNATURES):
        raise ClaimRefused(_("The file is no PDF, PNG or JPEG."), field="file")
