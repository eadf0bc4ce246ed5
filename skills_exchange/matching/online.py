"""The best few for one wish, from the candidates of its posting lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skills_exchange.matching.scoring import Pairs, Weights, parts, total


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to learn; `languages` are without country and script; `formats` are bits."""

    claim: int
    skill: int
    level: int
    formats: int
    languages: tuple[str, ...]


class Candidate(NamedTuple):
    """An offer that passes all hard filters of a wish. `formats`: bits of the common ones. `mutual`: a skill that the
    sharer wants and the learner offers. There are hundreds for one page, so it is a plain tuple."""

    party: int
    claim: int
    tag: str
    speaks: int
    level: int
    formats: int
    verified: bool
    free: int
    idle: float
    exposure: float
    hours: float
    mutual: int | None
    territory: int | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and the parts that make it."""

    candidate: Candidate
    score: float
    parts: dict[str, float]


def rank(
    wish: Wish, candidates: Sequence[Candidate], weights: Weights, *, underrepresented: bool, most: int
) -> list[Ranked]:
    """The best, best first; of somebody in several languages the one they speak best. Ties: who came first here."""
    rows = _once(candidates)
    if not rows:
        return []
    found = parts(
        Pairs(
            offered=np.array([row.level for row in rows]),
            wanted=wish.level,
            verified=np.array([row.verified for row in rows]),
            overlap=np.array([row.hours for row in rows]),
            mutual=np.array([row.mutual is not None for row in rows]),
            free=np.array([row.free for row in rows]),
            idle=np.array([row.idle for row in rows]),
            territory=np.array([row.territory is not None for row in rows]),
            underrepresented=np.full(len(rows), underrepresented),
            exposure=np.array([row.exposure for row in rows]),
        ),
        weights,
    )
    scores = total(found)
    best = np.lexsort((np.array([row.party for row in rows]), -scores))[:most]
    shown = zip(*(_rounded(column[best]) for column in found.values()), strict=True)
    return [
        Ranked(rows[place], score, dict(zip(found, values, strict=True)))
        for place, score, values in zip(best.tolist(), _rounded(scores[best]), shown, strict=True)
    ]


def _rounded(column: NDArray[Any]) -> list[float]:
    return [round(value, 2) for value in column.tolist()]


def _once(candidates: Sequence[Candidate]) -> list[Candidate]:
    best: dict[int, Candidate] = {}
    for row in candidates:
        known = best.get(row.party)
        if known is None or (row.speaks, known.tag) > (known.speaks, row.tag):
            best[row.party] = row
    return list(best.values())
