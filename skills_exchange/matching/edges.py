"""All pairs of a wish and an offer in a pool that may meet, with their scores, and the best few of each wish."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills_exchange.matching.pools import (
    ANY_SKILL,
    Bits,
    Claims,
    Ints,
    Pool,
    any_shared,
    bit_rows,
    hours_shared,
    in_groups,
)
from skills_exchange.matching.scoring import Pairs, Weights, compatible, parts, total

Places = NDArray[np.int32]
"""Places among the claims of a pool."""
AT_ONCE = 2_000_000
"""Pairs of one part; bounds the memory."""
TILE = 50_000
"""Pairs that are scored together: their columns stay in the processor's cache."""
KEPT = 10_000_000
"""Pairs that are kept, at 12 bytes each."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Wish `want[i]` could be met by offer `offer[i]` (places in the pool's claims); `score[i]` is without parity."""

    want: Places
    offer: Places
    score: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.want)

    def take(self, chosen: NDArray[Any]) -> "Edges":
        """Some of them."""
        return Edges(self.want[chosen], self.offer[chosen], self.score[chosen])


Pairing = Iterable[tuple[int, Edges]]
"""Parts of (skill, edges): each wish is in one part, its edges together. Can be gone through again and again."""


@dataclass(frozen=True, slots=True)
class _Skills:
    """Which skills each party offers and wants, as bits."""

    offered: NDArray[np.uint64]
    wanted: NDArray[np.uint64]


class Everything:
    """Every pair of a pool that may meet; up to `KEPT` are kept in memory, more are worked out each time."""

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


@dataclass(frozen=True, slots=True)
class Without:
    """Every pair but those of the wishes that are met."""

    everything: Everything
    met: NDArray[np.bool_]

    def __iter__(self) -> Iterator[tuple[int, Edges]]:
        for skill, edges in self.everything:
            yield skill, edges.take(~self.met[edges.want])


def _blocks(pool: Pool, weights: Weights) -> Iterator[tuple[int, Edges]]:
    skills = _skills(pool)
    offers = in_groups(pool.offers.skill)
    barred = _barred(pool)
    for skill, wants in in_groups(pool.wants.skill).items():
        theirs = offers.get(skill)
        if theirs is None:
            continue
        theirs = theirs[pool.free[pool.offers.party[theirs]] > 0]
        sharers = _sharers(pool, skills, theirs)
        for some in _cut(wants, AT_ONCE // max(1, len(theirs))):
            tiles = _cut(some, TILE // max(1, len(theirs)))
            yield skill, joined([_tile(pool, weights, skills, barred, each, sharers) for each in tiles])


def _cut(wants: Ints, size: int) -> list[Ints]:
    step = max(1, size)
    return [wants[start : start + step] for start in range(0, len(wants), step)]


@dataclass(frozen=True, slots=True)
class _Sharers:
    """The offers of one skill with all that is asked of them, as rows [1, n] that each wish is laid beside."""

    place: Places
    party: Ints
    level: Ints
    formats: Ints
    verified: NDArray[np.bool_]
    languages: Bits
    weeks: Bits
    territories: Bits
    wanted: Bits


def _sharers(pool: Pool, skills: _Skills, offers: Ints) -> _Sharers:
    party = pool.offers.party[offers]

    def word_by_word(rows: Bits) -> Bits:
        """[1, n, words], each word of all rows together in memory, as it is read."""
        return np.asfortranarray(rows)[None]

    return _Sharers(
        place=offers.astype(np.int32),
        party=party[None],
        level=pool.offers.level[offers][None],
        formats=pool.offers.formats[offers][None],
        verified=pool.offers.verified[offers][None],
        languages=word_by_word(pool.offers.languages[offers]),
        weeks=word_by_word(pool.weeks[party]),
        territories=word_by_word(pool.territories[party]),
        wanted=word_by_word(skills.wanted[party]),
    )


def _tile(
    pool: Pool,
    weights: Weights,
    skills: _Skills,
    barred: dict[int, list[tuple[int, int]]],
    wants: Ints,
    sharers: _Sharers,
) -> Edges:
    learners = pool.wants.party[wants][:, None]
    talk = any_shared(pool.wants.languages[wants][:, None], sharers.languages) & (learners != sharers.party)
    _strike_out(talk, pool, barred, wants, sharers)
    hours = hours_shared(pool.weeks[learners], sharers.weeks)
    formats = pool.wants.formats[wants][:, None] & sharers.formats
    meet = compatible(formats=formats, overlap=hours, languages=talk)
    pairs = Pairs(
        offered=sharers.level,
        wanted=pool.wants.level[wants][:, None],
        verified=sharers.verified,
        overlap=hours,
        mutual=any_shared(skills.offered[learners], sharers.wanted),
        free=pool.free[sharers.party],
        idle=pool.idle[sharers.party],
        territory=any_shared(pool.territories[learners], sharers.territories),
        underrepresented=0.0,
        exposure=pool.exposure[sharers.party],
    )
    row, column = np.nonzero(meet)
    return Edges(wants.astype(np.int32)[row], sharers.place[column], total(parts(pairs, weights))[meet])


def fitting(pool: Pool, asked: Iterable[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """Those of these (learner, sharer, skill), by primary keys, that may meet; no other pair is looked at."""
    place = {pk: number for number, pk in enumerate(pool.ids.tolist())}
    wants, offers = _places_of(pool, pool.wants), _places_of(pool, pool.offers)
    rows = [
        (each, wants[learner, skill], offers[sharer, skill])
        for each in asked
        for learner, sharer, skill in [each]
        if (learner, skill) in wants and (sharer, skill) in offers and learner != sharer
        if not pool.bars(place[learner], place[sharer], skill)
    ]
    want = np.array([row[1] for row in rows], dtype=np.int64)
    offer = np.array([row[2] for row in rows], dtype=np.int64)
    learner, sharer = pool.wants.party[want], pool.offers.party[offer]
    meet = compatible(
        formats=pool.wants.formats[want] & pool.offers.formats[offer],
        overlap=hours_shared(pool.weeks[learner], pool.weeks[sharer]),
        languages=any_shared(pool.wants.languages[want], pool.offers.languages[offer]),
    )
    return {rows[number][0] for number in np.flatnonzero(meet & (pool.free[sharer] > 0)).tolist()}


def _places_of(pool: Pool, claims: Claims) -> dict[tuple[int, int], int]:
    """(party by primary key, skill) → place of the claim."""
    pairs = zip(pool.ids[claims.party].tolist(), claims.skill.tolist(), strict=True)
    return {pair: number for number, pair in enumerate(pairs)}


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
    talk: NDArray[np.bool_], pool: Pool, barred: dict[int, list[tuple[int, int]]], wants: Ints, sharers: "_Sharers"
) -> None:
    """Take away the pairs that must not meet."""
    if not barred:
        return
    skill = int(pool.wants.skill[wants[0]])
    for row, learner in enumerate(pool.wants.party[wants].tolist()):
        for sharer, about in barred.get(learner, ()):
            if about in (skill, ANY_SKILL):
                talk[row, sharers.party[0] == sharer] = False


def candidates(pairs: Pairing, *, best: int, spread: int, seed: int) -> Edges:
    """The `best` offers of each wish by score, and `spread` more by lot, so that not all wait for the same few."""
    found = [_few(edges, best, spread, np.random.default_rng([seed, skill])) for skill, edges in pairs]
    return joined(found)


def joined(found: Sequence[Edges]) -> Edges:
    """All of these."""
    if not found:
        return Edges(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Edges(*(np.concatenate([getattr(part, name) for part in found]) for name in ("want", "offer", "score")))


def _few(edges: Edges, best: int, spread: int, lot: np.random.Generator) -> Edges:
    kept = least(edges.want, -edges.score, best)
    if spread:
        luck = np.where(kept, np.float32(2), lot.random(len(edges), dtype=np.float32))
        kept |= least(edges.want, luck, spread)
    return edges.take(kept)


def least(group: NDArray[Any], key: NDArray[np.float32], number: int) -> NDArray[np.bool_]:
    """Which have the `number` smallest keys of their group, of equal ones the first; groups lie together.

    As `rank(group, key) < number`, without sorting.
    """
    if not len(group) or number <= 0:
        return np.zeros(len(group), dtype=np.bool_)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    lengths = np.diff(np.r_[starts, len(group)])
    if number >= lengths.max():
        return np.ones(len(group), dtype=np.bool_)
    row = np.repeat(np.arange(len(starts)), lengths)
    table = np.full((len(starts), lengths.max()), np.inf, dtype=np.float32)
    table[row, np.arange(len(group)) - starts[row]] = key
    limit = np.partition(table, number - 1, axis=1)[:, number - 1][row]
    below, level = key < limit, key == limit
    before = np.cumsum(level) - level
    room = number - np.add.reduceat(below, starts, dtype=np.int64)
    return below | level & (before - before[starts][row] < room[row])


def rank(group: NDArray[Any], key: NDArray[Any]) -> Ints:
    """Each one's place (0 first) within its group, smallest key first."""
    order = np.lexsort((key, group))
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(group)])
    found = np.empty(len(group), dtype=np.int64)
    found[order] = np.arange(len(group)) - np.repeat(starts, lengths)
    return found
