"""What the ladder proposes, who looks at an appeal, and what a person or a body sees of decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from ucoc.enums import LAST_RESORT, AppealBy, MeasureKind, Place, Severity
from ucoc.jurisdiction import NobodyLeft, Question
from ucoc.ladder import Earlier, propose
from ucoc.models.bodies import EnforcementBody
from ucoc.models.decisions import Decision, DecisionAppeal, DecisionPart, Measure
from ucoc.models.figures import CaseStep
from ucoc.queries.bodies import eligible_members
from ucoc.queries.jurisdiction import responsible
from wikilearn.core.dates import today
from wikilearn.movement.models import Holding
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class LadderProposal:
    """The measures that come next, the milder first, and the earlier measures because of which."""

    kinds: tuple[MeasureKind, ...]
    because: list[Measure]


def ladder_for(person: Person, on: date | None = None, severity: str = Severity.NORMAL) -> LadderProposal:
    """What the ladder proposes for a person, from measures in force or ended within two years."""
    earlier = list(Measure.objects.about(person).counting(on or today()).select_related("decision__body"))
    holds = Holding.objects.of(person).held_at(on).exists()
    kinds = propose([Earlier(each.kind, each.closed_as) for each in earlier], severity, holds_rights=holds)
    return LadderProposal(kinds, earlier)


def deciders_of(decision: Decision) -> set[int]:
    """Primary keys of who took part in the first decision, in it or in what it follows."""
    chain, here = [decision.pk], decision
    while here.before is not None:
        here = here.before
        chain.append(here.pk)
    return set(DecisionPart.objects.filter(decision__in=chain).values_list("person_id", flat=True))


def body_of_appeal(decision: Decision, excluding: Collection[int] = frozenset()) -> EnforcementBody:
    """The body that looks again: the next of the path that can do without the first deciders and `excluding`.

    `excluding` are primary keys of people with a wall. Never the body that decided first; where nobody on the path
    could, the U4C, or trust and safety where that decided first. `NobodyLeft` on a site that has neither.
    """
    without = deciders_of(decision) | set(excluding)
    path = [step.body for step in responsible(question_of(decision)) if step.body.pk != decision.body_id]
    above = _above(decision, path)
    for body in above:
        if sum(person.pk not in without for person in eligible_members(body)) >= body.quorum:
            return body
    last = EnforcementBody.objects.exclude(pk=decision.body_id).filter(kind__in=LAST_RESORT, wiki=None)
    by_kind = {body.kind: body for body in last}
    for kind in LAST_RESORT:
        if kind in by_kind:
            return by_kind[kind]
    raise NobodyLeft


def _above(decision: Decision, path: list[EnforcementBody]) -> list[EnforcementBody]:
    """The part of the path that comes after the first body, if it stands there; else all of it."""
    steps = [step.body.pk for step in responsible(question_of(decision))]
    if decision.body_id not in steps:
        return path
    later = steps[steps.index(decision.body_id) + 1 :]
    return [body for body in path if body.pk in later]


def question_of(decision: Decision) -> Question:
    """What a decision was about, as the table asks it."""
    wiki = decision.wiki or decision.body.wiki
    organisation = decision.body.organisation
    place = Place.ONE_WIKI if wiki else Place.AFFILIATE if organisation else Place.ELSEWHERE
    return Question(
        decision.conduct,
        Severity.NORMAL,
        place,
        wiki.dbname if wiki else None,
        organisation=organisation.slug if organisation else None,
    )


@dataclass(frozen=True, slots=True)
class DecisionAbout:
    """A decision as the person concerned sees it: their own measures, and their appeal if there is one."""

    decision: Decision
    measures: list[Measure]
    appeal: DecisionAppeal | None
    may_appeal: bool


def decisions_about(person: Person) -> list[DecisionAbout]:
    """All decisions from which something follows for the person, the newest first; four queries."""
    mine = Measure.objects.about(person).select_related("course", "wiki").order_by("pk")
    decisions = Decision.objects.filter(pk__in=Measure.objects.about(person).values("decision"))
    decisions = decisions.select_related("body").prefetch_related(
        Prefetch("measures", queryset=mine, to_attr="mine"),
        Prefetch("appeals", queryset=DecisionAppeal.objects.select_related("body")),
        "clauses",
    )
    return [
        DecisionAbout(
            decision,
            list(decision.mine),
            next((each for each in decision.appeals.all() if each.by == AppealBy.CONCERNED), None),
            may_appeal(decision, AppealBy.CONCERNED),
        )
        for decision in decisions
    ]


FILE_WITHIN = timedelta(days=90)
"""So long after a decision may somebody ask for another look."""


def may_appeal(decision: Decision, by: str) -> bool:
    """Whether that side could still ask for another look, and has not yet."""
    if today() > decision.decided_on + FILE_WITHIN:
        return False
    return all(appeal.by != by for appeal in decision.appeals.all())


def severity_of(decision: Decision) -> str:
    """How urgent the case was, as its steps say; normal where none was counted."""
    known = CaseStep.objects.filter(case=decision.case).order_by("at", "pk").values_list("severity", flat=True).first()
    return known or Severity.NORMAL
