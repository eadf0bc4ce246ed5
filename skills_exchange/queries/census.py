"""What a census has found, as it may be published."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from skills_exchange.enums_census import AnswerState, Hindrance
from skills_exchange.models import CensusAnswer, CensusLine, CensusRound, Skill
from wikilearn.core.disclosure import shown
from wikilearn.movement.enums import AFFILIATE_KINDS
from wikilearn.movement.models import Organisation


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with how many affiliates named it, and how many of their people have and need it. None: hidden."""

    skill: Skill
    affiliates: int | None
    has: int | None
    needs: int | None


@dataclass(frozen=True, slots=True)
class CensusResults:
    """The results of a census that is over. None: hidden, as it would tell of fewer than five."""

    asked: int
    answered: int | None
    staff: int | None
    volunteers: int | None
    skills: list[SkillRow]
    hinders: list[tuple[str, int | None]]


def affiliates() -> "QuerySet[Organisation]":
    """Who is asked."""
    return Organisation.objects.active().filter(kind__in=AFFILIATE_KINDS)


def census_results(census: CensusRound) -> CensusResults:
    """Five queries. A number of people is told only if at least five affiliates and five people stand behind it."""
    answers = CensusAnswer.objects.filter(round=census, state=AnswerState.SUBMITTED)
    found = answers.aggregate(number=Count("pk"), staff=Sum("staff"), volunteers=Sum("volunteers"))
    counted = {f"h_{each}": Count("pk", filter=Q(hinders__contains=[each])) for each in Hindrance.values}
    hindered = answers.aggregate(**counted)
    return CensusResults(
        asked=affiliates().count(),
        answered=shown(found["number"]),
        staff=_people(found["number"], found["staff"]),
        volunteers=_people(found["number"], found["volunteers"]),
        skills=_skills(census),
        hinders=[(str(each.label), shown(hindered[f"h_{each.value}"])) for each in Hindrance],
    )


def _skills(census: CensusRound) -> list[SkillRow]:
    lines = CensusLine.objects.filter(answer__round=census, answer__state=AnswerState.SUBMITTED)
    found = list(
        lines.order_by()
        .values("skill")
        .annotate(
            named=Count("pk"),
            having=Count("pk", filter=Q(has__gt=0)),
            needing=Count("pk", filter=Q(needs__gt=0)),
            people=Sum("has"),
            wanted=Sum("needs"),
        )
    )
    skills = Skill.objects.in_bulk([row["skill"] for row in found])
    told = [
        SkillRow(
            skills[row["skill"]],
            shown(row["named"]),
            _people(row["having"], row["people"]),
            _people(row["needing"], row["wanted"]),
        )
        for row in found
    ]
    return sorted(told, key=lambda row: (-(row.needs or 0), -(row.has or 0), row.skill.path))


def _people(affiliates: int, people: int | None) -> int | None:
    """None unless nobody, or at least five affiliates and five people, stand behind it."""
    return None if shown(affiliates) is None else shown(people or 0)
