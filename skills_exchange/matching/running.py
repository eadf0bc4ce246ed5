"""A whole round: rings first, then the fair flow; what it proposes, and the figures that are published with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills_exchange.matching.edges import Edges, Everything, Without, candidates
from skills_exchange.matching.pools import Ints, Pool, any_shared
from skills_exchange.matching.rings import Ring, find_rings
from skills_exchange.matching.rounds import Settings, Solution, by_score_only, first_choices, solve
from skills_exchange.matching.scoring import Pairs, best_format, parts, total


@dataclass(frozen=True, slots=True)
class Proposed:
    """One match that a round proposes; parties and skill by primary key. `ring`: number of its ring, from 1."""

    learner: int
    sharer: int
    skill: int
    language: str
    format: str
    score: float
    parts: dict[str, float]
    ring: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round gives: the proposals in a fixed order, and its figures."""

    proposals: list[Proposed]
    metrics: dict[str, Any]


def run(pool: Pool, settings: Settings, *, seed: int) -> Outcome:
    """Work a round out. The same pool, settings and seed give the same outcome."""
    rings = find_rings(pool, seed=seed) if settings.rings else []
    given, taken = _in_rings(pool, rings)
    everything = Everything(pool, settings.weights)
    left = Without(everything, _met(pool, rings))
    solution = solve(pool, settings, seed=seed, given=given, taken=taken, everything=left)
    proposals = [*_of_rings(pool, rings, settings), *_of_edges(pool, solution.chosen, settings)]
    return Outcome(proposals, metrics(pool, settings, proposals, solution, everything, seed))


def _in_rings(pool: Pool, rings: Iterable[Ring]) -> tuple[Ints, Ints]:
    given, taken = np.zeros((2, len(pool)), dtype=np.int64)
    for ring in rings:
        for step in ring:
            given[pool.wants.party[step.want]] += 1
            taken[pool.offers.party[step.offer]] += 1
    return given, taken


def _met(pool: Pool, rings: Iterable[Ring]) -> NDArray[np.bool_]:
    """The wishes that a ring meets: nobody gets the same twice, from whomever."""
    found = np.zeros(len(pool.wants), dtype=np.bool_)
    found[[step.want for ring in rings for step in ring]] = True
    return found


def _of_rings(pool: Pool, rings: list[Ring], settings: Settings) -> list[Proposed]:
    steps = [(step, number) for number, ring in enumerate(rings, 1) for step in ring]
    wants = np.array([step.want for step, _number in steps], dtype=np.int64)
    offers = np.array([step.offer for step, _number in steps], dtype=np.int64)
    return _proposed(pool, wants, offers, settings, [number for _step, number in steps])


def _of_edges(pool: Pool, chosen: Edges, settings: Settings) -> list[Proposed]:
    order = np.lexsort((chosen.offer, chosen.want))
    return _proposed(pool, chosen.want[order], chosen.offer[order], settings, [None] * len(chosen))


def _proposed(
    pool: Pool, wants: NDArray[Any], offers: NDArray[Any], settings: Settings, rings: list[int] | list[None]
) -> list[Proposed]:
    if not len(wants):
        return []
    learners, sharers = pool.wants.party[wants], pool.offers.party[offers]
    hours = np.bitwise_count(pool.weeks[learners] & pool.weeks[sharers]).sum(axis=1) / 4
    pairs = Pairs(
        offered=pool.offers.level[offers],
        wanted=pool.wants.level[wants],
        verified=pool.offers.verified[offers],
        overlap=hours,
        mutual=np.array([number is not None for number in rings]) | _mutual(pool, learners, sharers),
        free=pool.free[sharers],
        idle=pool.idle[sharers],
        territory=any_shared(pool.territories[learners], pool.territories[sharers]),
        underrepresented=pool.underrepresented[learners],
        exposure=pool.exposure[sharers],
    )
    found = parts(pairs, settings.weights)
    scores = _rounded(total(found), len(wants))
    columns = zip(*(_rounded(column, len(wants)) for column in found.values()), strict=True)
    common = pool.wants.languages[wants] & pool.offers.languages[offers]
    formats = pool.wants.formats[wants] & pool.offers.formats[offers]
    return [
        Proposed(
            learner=int(pool.ids[learners[row]]),
            sharer=int(pool.ids[sharers[row]]),
            skill=int(pool.wants.skill[wants[row]]),
            language=pool.language_of(common[row]),
            format=best_format(int(formats[row]), float(hours[row])),
            score=scores[row],
            parts=dict(zip(found, values, strict=True)),
            ring=rings[row],
        )
        for row, values in enumerate(columns)
    ]


def _rounded(column: NDArray[Any], size: int) -> list[float]:
    return [round(value, 2) for value in np.broadcast_to(column, size).tolist()]


def _mutual(pool: Pool, learners: Ints, sharers: Ints) -> NDArray[np.bool_]:
    offered, wanted = _skills_of(pool.offers.party, pool.offers.skill), _skills_of(pool.wants.party, pool.wants.skill)
    nothing: set[int] = set()
    pairs = zip(learners.tolist(), sharers.tolist(), strict=True)
    return np.array([bool(offered.get(one, nothing) & wanted.get(other, nothing)) for one, other in pairs], np.bool_)


def _skills_of(party: Ints, skill: Ints) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for whose, which in zip(party.tolist(), skill.tolist(), strict=True):
        found.setdefault(whose, set()).add(which)
    return found


def metrics(
    pool: Pool,
    settings: Settings,
    proposals: list[Proposed],
    solution: Solution,
    everything: Everything,
    seed: int,
) -> dict[str, Any]:
    """The figures of a round. What lists by score alone would give stands beside it."""
    place = {int(pk): number for number, pk in enumerate(pool.ids)}
    learners = {place[each.learner] for each in proposals}
    load = np.bincount([place[each.sharer] for each in proposals], minlength=len(pool)) if len(pool) else np.zeros(0)
    seeking = np.unique(pool.wants.party)
    sharing = np.unique(pool.offers.party)
    edges = candidates(everything, best=settings.best, spread=0, seed=seed)
    mine = [each.score - each.parts["parity"] for each in proposals]
    return {
        "people": len(seeking),
        "sharers": len(sharing),
        "places": int(pool.free[sharing].sum()),
        "served": len(learners),
        "served_share": _share(len(learners), len(seeking)),
        "matches": len(proposals),
        "mean_score": round(float(np.mean(mine)), 2) if mine else 0.0,
        "gap": solution.gap,
        "over_cap": int((load > pool.free).sum()) if len(pool) else 0,
        "rings": len({each.ring for each in proposals if each.ring}),
        "ring_share": _share(sum(each.ring is not None for each in proposals), len(proposals)),
        "parity": _parity(pool, seeking, learners),
        "load_gini": gini(load[sharing]),
        "exposure_gini": gini(pool.exposure[sharing] + load[sharing]),
        "lists": _beside(pool, first_choices(pool, edges)),
        "by_score": _beside(pool, by_score_only(pool, edges, settings)),
        "digest": pool.digest(),
    }


def _beside(pool: Pool, chosen: Edges) -> dict[str, Any]:
    load = np.bincount(pool.offers.party[chosen.offer], minlength=len(pool))[np.unique(pool.offers.party)]
    return {
        "served": len(np.unique(pool.wants.party[chosen.want])),
        "matches": len(chosen),
        "mean_score": round(float(chosen.score.mean()), 2) if len(chosen) else 0.0,
        "load_gini": gini(load),
    }


def _parity(pool: Pool, seeking: Ints, learners: set[int]) -> dict[str, Any]:
    under = {place for place in seeking.tolist() if pool.underrepresented[place]}
    return {
        "people": len(under),
        "served": len(under & learners),
        "served_share": _share(len(under & learners), len(under)),
        "others_share": _share(len(learners - under), len(seeking) - len(under)),
    }


def _share(some: int, of: int) -> float | None:
    return round(some / of, 4) if of else None


def gini(values: NDArray[Any]) -> float:
    """How unequal: 0 if all have the same, near 1 if one has everything; 0 for nothing at all."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    size, whole = len(ordered), ordered.sum()
    if not size or whole <= 0:
        return 0.0
    return round(float((2 * np.arange(1, size + 1) - size - 1) @ ordered / (size * whole)), 4)
