"""Many people with what they offer and want, as columns: what rounds and rings work on.

A pool knows nobody's name and reads no database; `queries.pools` fills it, in the order of primary keys, so that the
same rows give the same pool.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills_exchange.matching.scoring import ANY_FORMAT, LEAST_OVERLAP, LIVE, WRITTEN
from skills_exchange.weeks import QUARTERS

WORDS = -(-QUARTERS // 64)
"""64-bit words of a week."""
ANY_SKILL = -1

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Claims:
    """Offers or wants: `party` is the place in the pool. `languages` [n, words]: in which it can be passed on."""

    party: Ints
    skill: Ints
    level: Ints
    formats: Ints
    languages: Bits
    verified: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.party)


@dataclass(frozen=True, slots=True)
class Pool:
    """Who takes part. `barred`: (learner, sharer, skill or `ANY_SKILL`), in places of the pool, that must not meet."""

    ids: Ints
    weeks: Bits
    free: Ints
    idle: NDArray[np.float32]
    exposure: NDArray[np.float32]
    underrepresented: NDArray[np.bool_]
    territories: Bits
    offers: Claims
    wants: Claims
    languages: tuple[str, ...]
    barred: frozenset[tuple[int, int, int]] = field(default_factory=frozenset)

    def __len__(self) -> int:
        return len(self.ids)

    def digest(self) -> str:
        """A fingerprint of all that a round looks at: who runs it again can see that they have the same people."""
        found = hashlib.sha256()
        for column in (self.ids, self.weeks, self.free, self.exposure, self.underrepresented, self.territories):
            found.update(np.ascontiguousarray(column).tobytes())
        for claims in (self.offers, self.wants):
            for column in (claims.party, claims.skill, claims.level, claims.formats, claims.languages):
                found.update(np.ascontiguousarray(column).tobytes())
        found.update(repr(sorted(self.barred)).encode())
        return found.hexdigest()

    def bars(self, learner: int, sharer: int, skill: int) -> bool:
        """Whether these two must not meet, at all or over this skill."""
        return (learner, sharer, skill) in self.barred or (learner, sharer, ANY_SKILL) in self.barred

    def overlap(self, one: int, other: int) -> float:
        """Hours a week that two share."""
        return float(np.bitwise_count(self.weeks[one] & self.weeks[other]).sum()) / 4

    def language_of(self, bits: Bits) -> str:
        """The first of the languages in a row of bits."""
        for word, value in enumerate(bits):
            if value:
                return self.languages[word * 64 + (int(value) & -int(value)).bit_length() - 1]
        raise ValueError(bits)


def bit_rows(rows: Sequence[Iterable[int]], width: int) -> Bits:
    """[n, words]: the numbers of each row as bits, `width` of them at most."""
    found = np.zeros((len(rows), max(1, -(-width // 64))), dtype=np.uint64)
    for place, numbers in enumerate(rows):
        for number in numbers:
            found[place, number // 64] |= np.uint64(1 << (number % 64))
    return found


def week_rows(texts: Sequence[str]) -> Bits:
    """[n, 11]: weeks from PostgreSQL's text of `bit(672)`."""
    if not texts:
        return np.zeros((0, WORDS), dtype=np.uint64)
    ones = np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), QUARTERS) - ord("0")
    packed = np.packbits(ones, axis=1, bitorder="little")
    return np.ascontiguousarray(np.pad(packed, ((0, 0), (0, WORDS * 8 - packed.shape[1])))).view(np.uint64)


def week_row(mask: int) -> Bits:
    """[11]: one universal mask."""
    return np.frombuffer(mask.to_bytes(WORDS * 8, "little"), dtype=np.uint64)


def hours_shared(one: Bits, other: Bits) -> NDArray[np.float32]:
    """Hours a week that weeks share; both [..., 11] and broadcast."""
    count = np.zeros(np.broadcast_shapes(one.shape[:-1], other.shape[:-1]), dtype=np.uint16)
    for word in range(WORDS):
        count += np.bitwise_count(one[..., word] & other[..., word])
    return (count / np.float32(4)).astype(np.float32)


def any_shared(one: Bits, other: Bits) -> NDArray[np.bool_]:
    """Whether rows of bits have one in common; both [..., words] and broadcast."""
    found = np.zeros(np.broadcast_shapes(one.shape[:-1], other.shape[:-1]), dtype=np.bool_)
    for word in range(one.shape[-1]):
        found |= one[..., word] & other[..., word] != 0
    return found


def can_meet(formats: int, hours: float) -> bool:
    """Whether two can meet in one of these formats with so many common hours."""
    formats &= ANY_FORMAT
    return bool(formats & WRITTEN) or (bool(formats & LIVE) and hours >= LEAST_OVERLAP)


def in_groups(values: NDArray[Any]) -> dict[int, Ints]:
    """Value → where it stands, in order."""
    if not len(values):
        return {}
    order = np.argsort(values, kind="stable")
    found, starts = np.unique(values[order], return_index=True)
    return {int(value): part for value, part in zip(found, np.split(order, starts[1:]), strict=True)}
