"""Evidence that the site itself knows of, rules, and what a rule would have done."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from certification.enums import EvidenceKind
from certification.evidence import effect_of
from certification.models import Claim, EvidenceRule, Fact
from certification.queries.terms import terms
from courses.enums import CohortState
from courses.models import Completion, Course, CourseRevision, Facilitator, Topic
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

PREVIEWED_DAYS = 365


class Happened(NamedTuple):
    """Somebody did at a moment what a rule may recognise; `source` names it for ever."""

    person: int
    at: datetime
    source: str


def happened(kind: str, course: Course | None, since: datetime, until: datetime | None = None) -> list[Happened]:
    """What people did with a course in that time, the oldest first. What organisations certify only they know."""
    if course is None:
        return []
    rows: QuerySet[Any]
    if kind == EvidenceKind.AUTHORED:
        rows = (
            CourseRevision.objects.filter(course=course, submitted_by__isnull=False)
            .annotate(when=F("published_at"), who=F("submitted_by"))
            .order_by("when", "pk")
        )
        name = "revision"
    elif kind == EvidenceKind.TAUGHT:
        rows = (
            Facilitator.objects.filter(cohort__course=course, cohort__state=CohortState.CLOSED)
            .annotate(when=F("cohort__ended_at"), who=F("person"))
            .order_by("when", "pk")
        )
        name = "facilitator"
    else:
        cohort = kind == EvidenceKind.ATTENDED
        rows = (
            Completion.objects.filter(course=course, cohort__isnull=not cohort)
            .annotate(when=F("passed_at"), who=F("person"))
            .order_by("when", "pk")
        )
        name = "completion"
    rows = rows.filter(when__gte=since)
    if until is not None:
        rows = rows.filter(when__lt=until)
    return [Happened(who, when, f"{name}:{pk}") for pk, who, when in rows.values_list("pk", "who", "when")]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have done in the last year: `people` did such a thing, `counted` of them it had helped."""

    people: int
    counted: int
    waiting_for_attestation: bool = False
    from_now_on: bool = False


def preview_of(
    *, kind: str, topic: Topic, path: str, course: Course | None = None, per_cycle: int = 1, **_terms: object
) -> Preview:
    """Tries the rule on the last year."""
    if kind == EvidenceKind.ORGANISATION:
        return Preview(0, 0, waiting_for_attestation=True)
    if kind == EvidenceKind.SHARED:
        return Preview(0, 0, from_now_on=True)
    since = datetime.combine(today() - timedelta(days=PREVIEWED_DAYS), datetime.min.time(), tzinfo=UTC)
    did = happened(kind, course, since)
    facts = Fact.objects.filter(topic=topic).of_people({each.person for each in did}).rows_by_person()
    months, window = terms(topic, today())
    counted = {
        each.person
        for each in did
        if effect_of(
            [fact for fact in facts.get(each.person, []) if fact.moment <= each.at],
            frozenset(),
            rule_path=path,
            per_cycle=per_cycle,
            at=each.at,
            until=None,
            months=months,
            window=window,
        ).counts
    }
    return Preview(len({each.person for each in did}), len(counted))


def current_rules(day: date) -> QuerySet[EvidenceRule]:
    """Rules that count now or will, by topic."""
    rules = EvidenceRule.objects.filter(in_force_until=None) | EvidenceRule.objects.filter(in_force_until__gt=day)
    return rules.select_related("topic", "course", "organisation").order_by("topic__position", "kind", "pk")


def rules_of_speaker(person: Person) -> QuerySet[EvidenceRule]:
    """Rules in force that trust an organisation for which the person speaks."""
    spoken_for = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR, MemberRole.CURATOR)
    rules = EvidenceRule.objects.in_force(today()).filter(kind=EvidenceKind.ORGANISATION)
    return rules.filter(organisation__in=spoken_for).select_related("topic", "organisation")


def claims_of(person: Person) -> QuerySet[Claim]:
    """What a person sent in, newest first."""
    return Claim.objects.filter(person=person).select_related("topic").order_by("-submitted_at", "-pk")
