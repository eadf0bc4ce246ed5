"""Fair for many at once: who learns from whom, so that as many people as possible are served well.

A minimum-cost flow (OR-tools) over the candidates: from each person, who counts less with each further match (`served`)
and more if of an under-represented community (the parity bonus, once a person), through each of their wants at most
once, to the people who share it, whose places are never exceeded and who cost a little more with each match (`load`).
The flow is an exact optimum over the candidates; `gap` bounds what all other pairs could add.

The same pool, settings and seed give the same result.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

from skills_exchange.matching.edges import Edges, Everything, Pairing, candidates, joined, rank
from skills_exchange.matching.pools import Ints, Pool
from skills_exchange.matching.scoring import Weights

SCALE = 1_000
"""Costs are whole numbers: thousandths of a point."""
MOST_STEPS = 5_000
PASSES = 3
"""So often the flow is worked out, each time with more candidates."""
GAP = 0.002
"""Good enough: at most two thousandths below the best there is."""
MORE = 3
"""Further candidates of a wish from one pass to the next."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a round goes by; stored and published with it.

    served: what the first, second … match of a person adds; its length is the most that anyone gets. load: what each
    further match of one sharer costs more. best, spread: candidates of a wish by score and by lot. rings: whether
    circles of mutual help come first.
    """

    weights: Weights = field(default_factory=Weights)
    served: tuple[float, ...] = (100, 20, 0)
    load: float = 2
    best: int = 16
    spread: int = 8
    rings: bool = True

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the JSON of a stored round."""
        default = cls()
        return cls(
            weights=Weights.of(values.get("weights", {})),
            served=tuple(float(bonus) for bonus in values.get("served", default.served)),
            load=float(values.get("load", default.load)),
            best=int(values.get("best", default.best)),
            spread=int(values.get("spread", default.spread)),
            rings=bool(values.get("rings", default.rings)),
        )

    def as_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self) | {"served": list(self.served)}


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen edges, what they are worth by the settings, and by how much (0–1) another choice could be better."""

    chosen: Edges
    value: float
    gap: float | None


def solve(
    pool: Pool,
    settings: Settings,
    *,
    seed: int,
    given: Ints | None = None,
    taken: Ints | None = None,
    everything: Pairing | None = None,
) -> Solution:
    """The fairest choice. `given`, `taken`: matches that each person has got and given in this round already (rings).

    The few candidates of each wish first; then, while others could add much, the best of these too.
    """
    everything = everything or Everything(pool, settings.weights)
    edges = candidates(everything, best=settings.best, spread=settings.spread, seed=seed)
    solution = Solution(edges, 0.0, 0.0)
    for _ in range(PASSES):
        if not len(edges):
            return solution
        network = _network(pool, edges, settings, given, taken)
        flows = network.flows()
        gap, better = _missed(network, flows, pool, everything)
        solution = replace(network.solution(flows), gap=gap)
        if gap is None or gap <= GAP:
            return solution
        edges = joined([edges, better])
    return solution


def solve_among(
    pool: Pool, edges: Edges, settings: Settings, *, given: Ints | None = None, taken: Ints | None = None
) -> Solution:
    """The fairest choice among these edges only."""
    if not len(edges):
        return Solution(edges, 0.0, None)
    network = _network(pool, edges, settings, given, taken)
    return network.solution(network.flows())


def _network(pool: Pool, edges: Edges, settings: Settings, given: Ints | None, taken: Ints | None) -> "_Network":
    none = np.zeros(len(pool), dtype=np.int64)
    return _Network(pool, edges, settings, none if given is None else given, none if taken is None else taken)


class _Network:
    """Nodes: source, sink, people with wants, wants, people who share. Arcs as columns."""

    def __init__(self, pool: Pool, edges: Edges, settings: Settings, given: Ints, taken: Ints) -> None:
        self.edges = edges
        wants, self.want_of = np.unique(edges.want, return_inverse=True)
        learners, learner_of = np.unique(pool.wants.party[wants], return_inverse=True)
        sharers, self.sharer_of = np.unique(pool.offers.party[edges.offer], return_inverse=True)
        self.wants, self.sharers = wants, sharers
        self.first_want = 2 + len(learners)
        self.first_sharer = self.first_want + len(wants)
        self.nodes = self.first_sharer + len(sharers)
        self._arcs: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._add(self.first_want + self.want_of, self.first_sharer + self.sharer_of, 1, -edges.score)
        self._people(pool, settings, learners, given)
        self._add(2 + learner_of, self.first_want + np.arange(len(wants)), 1, 0.0)
        self._load(pool, settings, taken)
        self.supply = len(learners) * len(settings.served)
        self._add(np.array([0]), np.array([1]), self.supply, 0.0)
        self.tails, self.heads, self.capacities, self.costs = (
            np.concatenate(column) for column in zip(*self._arcs, strict=True)
        )
        self.edge_arcs = np.arange(len(edges))

    def _add(self, tails: Ints, heads: Ints, capacity: int | Ints, cost: float | NDArray[Any]) -> None:
        size = len(tails)
        costs = np.rint(np.broadcast_to(np.asarray(cost, dtype=np.float64) * SCALE, size)).astype(np.int64)
        capacities = np.broadcast_to(np.asarray(capacity, dtype=np.int64), size)
        self._arcs.append((np.asarray(tails, dtype=np.int64), np.asarray(heads, dtype=np.int64), capacities, costs))

    def _people(self, pool: Pool, settings: Settings, learners: Ints, given: Ints) -> None:
        """The nth match of a person; bonuses never grow with n, so the flow takes them in their order."""
        nodes = 2 + np.arange(len(learners))
        bonuses = np.asarray(sorted(settings.served, reverse=True))
        for number, bonus in enumerate(bonuses):
            left = (given[learners] <= number).astype(np.int64)
            parity = settings.weights.parity * pool.underrepresented[learners] if number == 0 else 0.0
            self._add(np.zeros(len(nodes), np.int64), nodes, left, -(bonus + parity))

    def _load(self, pool: Pool, settings: Settings, taken: Ints) -> None:
        """The nth match of a sharer costs (n - 1) × load; there are as many arcs as places."""
        free = np.maximum(pool.free[self.sharers] - taken[self.sharers], 0)
        for number in range(int(free.max(initial=0))):
            open_now = np.flatnonzero(free > number)
            cost = settings.load * (number + taken[self.sharers[open_now]])
            self._add(self.first_sharer + open_now, np.ones(len(open_now), np.int64), 1, cost)

    def flows(self) -> Ints:
        """Units on each arc of the cheapest flow; whoever is not served goes straight to the sink, for nothing."""
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, self.capacities, self.costs)
        solver.set_nodes_supplies(np.array([0, 1]), np.array([self.supply, -self.supply]))
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise ArithmeticError(f"the flow has no optimum: {status}")
        return np.asarray(solver.flows(arcs), dtype=np.int64)

    def solution(self, flows: Ints) -> Solution:
        """What the flow chooses."""
        chosen = self.edges.take(flows[self.edge_arcs] > 0)
        return Solution(chosen, -float((flows * self.costs).sum()) / SCALE, None)

    def prices(self, flows: Ints) -> NDArray[np.float64] | None:
        """Potentials of the nodes under which no arc of the residual graph is cheaper than nothing.

        The middle between the lowest and the highest ones: it makes the bound tighter.
        """
        onward, back = flows < self.capacities, flows > 0
        tails = np.concatenate([self.tails[onward], self.heads[back]])
        heads = np.concatenate([self.heads[onward], self.tails[back]])
        costs = np.concatenate([self.costs[onward], -self.costs[back]])
        low, high = _distances(self.nodes, tails, heads, costs), _distances(self.nodes, heads, tails, costs)
        return None if low is None or high is None else (low - high) / 2


def _distances(nodes: int, tails: Ints, heads: Ints, costs: Ints) -> Ints | None:
    """The cheapest way to each node from anywhere; None if it takes too many steps to find."""
    order = np.argsort(heads, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    found, moved = np.zeros(nodes, dtype=np.int64), np.ones(nodes, dtype=np.bool_)
    for _ in range(MOST_STEPS):
        arcs = np.flatnonzero(moved[tails])
        if not len(arcs):
            return found
        reached = heads[arcs]
        starts = np.flatnonzero(np.r_[True, reached[1:] != reached[:-1]])
        targets, ways = reached[starts], np.minimum.reduceat(found[tails[arcs]] + costs[arcs], starts)
        nearer = ways < found[targets]
        moved = np.zeros(nodes, dtype=np.bool_)
        moved[targets[nearer]] = True
        found[targets[nearer]] = ways[nearer]
    return None


def _missed(network: _Network, flows: Ints, pool: Pool, everything: Pairing) -> tuple[float | None, Edges]:
    """By how much at most the value over all pairs exceeds this one, as a part of it, and the pairs that could do it.

    Under the prices a wish gains once, from its best pair: what that is above the gain of the pair it has is what other
    candidates could have added. A sharer who was nobody's candidate stands at the price of the sink, with a free place.
    """
    prices = network.prices(flows)
    if prices is None:
        return None, joined([])
    want_price, sharer_price = np.zeros(len(pool.wants)), np.full(len(pool), prices[1])
    want_price[network.wants] = prices[network.first_want : network.first_sharer]
    sharer_price[network.sharers] = prices[network.first_sharer :]

    def gain(edges: Edges) -> NDArray[np.float64]:
        cost = np.rint(-edges.score.astype(np.float64) * SCALE)
        found: NDArray[np.float64] = sharer_price[pool.offers.party[edges.offer]] - want_price[edges.want] - cost
        return found

    chosen, has = network.edges.take(flows[network.edge_arcs] > 0), np.zeros(len(pool.wants))
    has[chosen.want] = np.maximum(gain(chosen), 0)
    more, better = 0.0, []
    for _skill, edges in everything:
        above = gain(edges) - has[edges.want]
        hopeful = above > 0
        edges, above = edges.take(hopeful), above[hopeful]
        places = rank(edges.want, -above)
        more += float(above[places == 0].sum()) / SCALE
        better.append(edges.take(places < MORE))
    value = -float((flows * network.costs).sum()) / SCALE
    return (round(more / (value + more), 6) if value + more > 0 else 0.0), _new(network.edges, joined(better), pool)


def _new(known: Edges, found: Edges, pool: Pool) -> Edges:
    """Those of `found` that are not known yet."""
    size = max(1, len(pool.offers))
    one, other = (edges.want.astype(np.int64) * size + edges.offer for edges in (found, known))
    return found.take(~np.isin(one, other))


def first_choices(pool: Pool, edges: Edges) -> Edges:
    """What lists give: each wish goes to whoever scores best for it, and these take the best of them until full."""
    top = edges.take(rank(edges.want, -edges.score) == 0)
    sharers = pool.offers.party[top.offer]
    return top.take(rank(sharers, -top.score) < pool.free[sharers])


def by_score_only(pool: Pool, edges: Edges, settings: Settings) -> Edges:
    """What a list ordered by score gives: the best pair first, until wishes, people and places are used up."""
    given = np.zeros(len(pool), dtype=np.int64)
    free = pool.free.copy()
    met = np.zeros(len(pool.wants), dtype=np.bool_)
    most, chosen = len(settings.served), []
    order = np.lexsort((edges.offer, edges.want, -edges.score))
    learners, sharers = pool.wants.party[edges.want].tolist(), pool.offers.party[edges.offer].tolist()
    wants = edges.want.tolist()
    for place in order.tolist():
        learner, sharer = learners[place], sharers[place]
        if free[sharer] > 0 and given[learner] < most and not met[wants[place]]:
            free[sharer] -= 1
            given[learner] += 1
            met[wants[place]] = True
            chosen.append(place)
    return edges.take(np.asarray(chosen, dtype=np.int64))
