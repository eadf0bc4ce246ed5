"""Whom the rounds of a mentoring programme could pair, and whom they have paired."""

from dataclasses import dataclass, replace

import numpy as np
from django.db.models import QuerySet

from skills_exchange.matching.rounds import Settings
from skills_exchange.matching.running import run
from skills_exchange.models import MatchRound, Party, Programme, ProgrammePair, RoundProposal, Skill
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.weights import weights_in_force
from wikilearn.core.dates import today

SIDES = ("learner__person", "learner__organisation", "sharer__person", "sharer__organisation")


@dataclass(frozen=True, slots=True)
class Meeting:
    """How two could meet: language, format, score with its parts, and how many mentees the mentor can take."""

    language: str
    format: str
    score: float
    parts: dict[str, float]
    places: int


def rounds_of(programme: Programme) -> QuerySet[MatchRound]:
    """The rounds of a programme, newest first."""
    return MatchRound.objects.filter(pool__programme=programme.slug, organisation=programme.organisation_id)


def who_can_meet(programme: Programme, *, learner: Party, sharer: Party, skill: Skill) -> Meeting | None:
    """How these two could meet over the skill; None if a condition of matching or of the programme keeps them apart.

    It is the round itself, with nobody else in it.
    """
    pool = load_pool({"programme": programme.slug}, on=today(), learners={learner.pk}, sharers={sharer.pk})
    about = pool.wants.skill == skill.pk
    if not about.any():
        return None
    wants = pool.wants
    pool = replace(
        pool,
        wants=replace(
            wants,
            party=wants.party[about],
            skill=wants.skill[about],
            level=wants.level[about],
            formats=wants.formats[about],
            languages=wants.languages[about],
            verified=wants.verified[about],
        ),
    )
    outcome = run(pool, Settings(weights=weights_in_force(), served=(100.0,), rings=False), seed=1)
    if not outcome.proposals:
        return None
    best = outcome.proposals[0]
    places = int(pool.free[np.flatnonzero(pool.ids == sharer.pk)[0]])
    return Meeting(best.language, best.format, best.score, best.parts, places)


def proposals_of(found: MatchRound) -> QuerySet[RoundProposal]:
    """What a round proposes, with names, for its organisers."""
    return found.proposals.select_related("skill", *SIDES).order_by("pk")


def pairs_of(programme: Programme) -> QuerySet[ProgrammePair]:
    """The pairs of a programme with names, for its organisers."""
    names = [f"match__{side}" for side in SIDES]
    return ProgrammePair.objects.filter(programme=programme).select_related("match__skill", *names).order_by("pk")
