"""What rules recognise: at once for courses, by a sweep for what authors and facilitators did."""

from datetime import UTC, datetime

from django.db import transaction

from certification.actions.evidence import apply_rule
from certification.enums import EvidenceKind
from certification.models import EvidenceRule, Fact
from certification.queries.evidence import happened
from courses.models import Completion
from wikilearn.core.dates import utc_day
from wikilearn.people.models import Person


def recognise_completion(completion: Completion, kind: EvidenceKind) -> int:
    """Apply the rules about a course that was passed or attended; gives how many facts that made."""
    rules = EvidenceRule.objects.in_force(utc_day(completion.passed_at)).filter(kind=kind, course=completion.course_id)
    made = [
        apply_rule(
            rule=rule,
            person=completion.person,
            at=completion.passed_at,
            source=f"completion:{completion.pk}",
            evidence=completion.course.slug,
        )
        for rule in rules.select_related("topic").order_by("pk")
    ]
    return sum(fact is not None for fact in made)


def recognise_sharing(*, rule: EvidenceRule, person: Person, at: datetime, number: int, evidence: str) -> Fact | None:
    """Somebody taught others the rule's hours for the `number`-th time since it began; None if it adds nothing.

    The skills exchange counts the hours; here they count once each, within the limits of the rule.
    """
    source = f"shared:{person.uid}:{number}"
    return apply_rule(rule=rule, person=person, at=at, source=source, evidence=evidence)


def recognise_work() -> int:
    """Apply every rule to all that happened while it was in force; gives how many facts that made. Safe to repeat."""
    made = 0
    for rule in EvidenceRule.objects.select_related("topic", "course").exclude(course=None):
        since = datetime.combine(rule.in_force_from, datetime.min.time(), tzinfo=UTC)
        ends = rule.in_force_until
        until = datetime.combine(ends, datetime.min.time(), tzinfo=UTC) if ends is not None else None
        done = set(rule.facts.values_list("source_key", flat=True))
        for each in happened(rule.kind, rule.course, since, until):
            if f"rule:{rule.pk}:{each.source}" not in done:
                with transaction.atomic():
                    person = Person.objects.get(pk=each.person)
                    evidence = rule.course.slug if rule.course is not None else ""
                    fact = apply_rule(rule=rule, person=person, at=each.at, source=each.source, evidence=evidence)
                    made += fact is not None
    return made
