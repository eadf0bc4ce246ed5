"""All pairs of a wish and an offer in a pool that may meet, with their scores, and the best few of each wish."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills_exchange.matching.pools import ANY_SKILL, Ints, Pool, any_shared, bit_rows, hours_shared, in_groups
from skills_exchange.matching.scoring import Pairs, Weights, compatible, parts, total

AT_ONCE = 2_000_000
"""Pairs that are looked at together; bounds the memory."""
KEPT = 6_000_000
"""Pairs that are kept, at 20 bytes each."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Wish `want[i]` could be met by offer `offer[i]` (places in the pool's claims); `score[i]` is without parity."""

    want: Ints
    offer: Ints
    score: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.want)

    def take(self, chosen: NDArray[Any]) -> "Edges":
        """Some of them."""
        return Edges(self.want[chosen], self.offer[chosen], self.score[chosen])


@dataclass(frozen=True, slots=True)
class _Skills:
    """Which skills each party offers and wants, as bits."""

    offered: NDArray[np.uint64]
    wanted: NDArray[np.uint64]


class Everything:
    """Every pair of a pool that may meet, as parts of (skill, edges); each wish is in one part.

    It can be gone through again and again; the first `KEPT` pairs are kept in memory.
    """

    def __init__(self, pool: Pool, weights: Weights) -> None:
        self.pool, self.weights = pool, weights
        self._kept: list[tuple[int, Edges]] | None = None

    def __iter__(self) -> Iterator[tuple[int, Edges]]:
        if self._kept is not None:
            yield from self._kept
            return
        kept, size = [], 0
        for skill, edges in _blocks(self.pool, self.weights):
            size += len(edges)
            if size <= KEPT:
                kept.append((skill, edges))
            yield skill, edges
        self._kept = kept if size <= KEPT else None


def _blocks(pool: Pool, weights: Weights) -> Iterator[tuple[int, Edges]]:
    skills = _skills(pool)
    offers = in_groups(pool.offers.skill)
    barred = _barred(pool)
    for skill, wants in in_groups(pool.wants.skill).items():
        theirs = offers.get(skill)
        if theirs is None:
            continue
        theirs = theirs[pool.free[pool.offers.party[theirs]] > 0]
        step = max(1, AT_ONCE // max(1, len(theirs)))
        for start in range(0, len(wants), step):
            yield skill, _block(pool, weights, skills, barred, wants[start : start + step], theirs)


def _block(
    pool: Pool, weights: Weights, skills: _Skills, barred: dict[int, list[tuple[int, int]]], wants: Ints, offers: Ints
) -> Edges:
    learners, sharers = pool.wants.party[wants], pool.offers.party[offers]
    talk = any_shared(pool.wants.languages[wants][:, None], pool.offers.languages[offers][None])
    talk &= learners[:, None] != sharers[None]
    talk &= pool.wants.formats[wants][:, None] & pool.offers.formats[offers][None] != 0
    _strike_out(talk, pool, barred, wants, offers)
    row, column = np.nonzero(talk)
    want, offer, learner, sharer = wants[row], offers[column], learners[row], sharers[column]
    hours = hours_shared(pool.weeks[learner], pool.weeks[sharer])
    formats = pool.wants.formats[want] & pool.offers.formats[offer]
    meet = compatible(formats=formats, overlap=hours, languages=np.ones(len(want)))
    want, offer, learner, sharer, hours = want[meet], offer[meet], learner[meet], sharer[meet], hours[meet]
    pairs = Pairs(
        offered=pool.offers.level[offer],
        wanted=pool.wants.level[want],
        verified=pool.offers.verified[offer],
        overlap=hours,
        mutual=any_shared(skills.offered[learner], skills.wanted[sharer]),
        free=pool.free[sharer],
        idle=pool.idle[sharer],
        territory=any_shared(pool.territories[learner], pool.territories[sharer]),
        underrepresented=0.0,
        exposure=pool.exposure[sharer],
    )
    return Edges(want, offer, total(parts(pairs, weights)).astype(np.float32))


def _skills(pool: Pool) -> _Skills:
    number = {int(skill): place for place, skill in enumerate(np.unique(pool.offers.skill))}

    def bits(party: Ints, skill: Ints) -> NDArray[np.uint64]:
        rows: list[list[int]] = [[] for _ in range(len(pool))]
        for whose, which in zip(party.tolist(), skill.tolist(), strict=True):
            if which in number:
                rows[whose].append(number[which])
        return bit_rows(rows, len(number))

    return _Skills(bits(pool.offers.party, pool.offers.skill), bits(pool.wants.party, pool.wants.skill))


def _barred(pool: Pool) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for learner, sharer, skill in pool.barred:
        found.setdefault(learner, []).append((sharer, skill))
    return found


def _strike_out(
    talk: NDArray[np.bool_], pool: Pool, barred: dict[int, list[tuple[int, int]]], wants: Ints, offers: Ints
) -> None:
    """Take away the pairs that must not meet."""
    if not barred or not len(offers):
        return
    skill = int(pool.offers.skill[offers[0]])
    for row, learner in enumerate(pool.wants.party[wants].tolist()):
        for sharer, about in barred.get(learner, ()):
            if about in (skill, ANY_SKILL):
                talk[row, pool.offers.party[offers] == sharer] = False


def candidates(everything: Everything, *, best: int, spread: int, seed: int) -> Edges:
    """The `best` offers of each wish by score, and `spread` more by lot, so that not all wait for the same few."""
    found = [_few(edges, best, spread, np.random.default_rng([seed, skill])) for skill, edges in everything]
    return joined(found)


def joined(found: Sequence[Edges]) -> Edges:
    """All of these."""
    if not found:
        return Edges(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    return Edges(*(np.concatenate([getattr(part, name) for part in found]) for name in ("want", "offer", "score")))


def _few(edges: Edges, best: int, spread: int, lot: np.random.Generator) -> Edges:
    kept = rank(edges.want, -edges.score) < best
    luck = np.where(kept, np.float32(2), lot.random(len(edges), dtype=np.float32))
    kept |= rank(edges.want, luck) < spread
    return edges.take(kept)


def rank(group: Ints, key: NDArray[Any]) -> Ints:
    """Each one's place (0 first) within its group, smallest key first."""
    order = np.lexsort((key, group))
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(group)])
    found = np.empty(len(group), dtype=np.int64)
    found[order] = np.arange(len(group)) - np.repeat(starts, lengths)
    return found
