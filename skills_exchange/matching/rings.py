"""Two or three who help each other in a circle: each learns from the next.

People stand in buckets by (what they offer, what they want). A ring of two joins bucket (x, y) with (y, x); a ring of
three joins (x, y), (y, z), (z, x), and which z there are is one `and` of two bitsets. Within the buckets each step is
checked for language, hours, format and bars. People of under-represented communities choose first, then those with the
fewest possibilities; nobody is in two rings of one round.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from skills_exchange.matching.pools import Pool, can_meet

TRIES = 24
"""Partners of one bucket that are looked at before the next bucket's turn."""
TRIES_OF_THREE = 120
"""Partners that are looked at for a ring of three of one person."""


@dataclass(frozen=True, slots=True)
class Step:
    """The learner learns from the sharer: wish and offer are places in the pool's claims."""

    want: int
    offer: int


Ring = tuple[Step, ...]
"""Each step's sharer is the next step's learner, and the last one's the first one's."""


class Buckets:
    """The people of a pool by what they offer and want, and which steps between them are possible."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._weeks = [int.from_bytes(row.tobytes(), "little") for row in pool.weeks]
        self._talk_want = _numbers(pool.wants.languages)
        self._talk_offer = _numbers(pool.offers.languages)
        self._format_want, self._format_offer = pool.wants.formats.tolist(), pool.offers.formats.tolist()
        self.offers = _by_party(pool.offers.party, pool.offers.skill)
        self.wants = _by_party(pool.wants.party, pool.wants.skill)
        self._number = {
            skill: n for n, skill in enumerate(sorted({*pool.offers.skill.tolist(), *pool.wants.skill.tolist()}))
        }
        self._skill = list(self._number)
        self.people: dict[tuple[int, int], list[int]] = {}
        self._onward: dict[int, int] = {}
        self._before: dict[int, int] = {}
        for place in self.able():
            for offered in self.offers[place]:
                for wanted in self.wants[place]:
                    self._put(place, offered, wanted)

    def able(self) -> list[int]:
        """Who offers and wants something, and has a place."""
        free = self.pool.free.tolist()
        return [place for place in sorted(self.offers.keys() & self.wants.keys()) if free[place] > 0]

    def _put(self, place: int, offered: int, wanted: int) -> None:
        self.people.setdefault((offered, wanted), []).append(place)
        self._onward[offered] = self._onward.get(offered, 0) | 1 << self._number[wanted]
        self._before[wanted] = self._before.get(wanted, 0) | 1 << self._number[offered]

    def between(self, start: int, end: int) -> Iterator[int]:
        """Skills z with somebody who offers `start` and wants z, and somebody who offers z and wants `end`."""
        both = self._onward.get(start, 0) & self._before.get(end, 0)
        while both:
            lowest = both & -both
            yield self._skill[lowest.bit_length() - 1]
            both ^= lowest

    def chances(self, place: int) -> int:
        """How many people stand in the buckets opposite."""
        pairs = ((wanted, offered) for offered in self.offers[place] for wanted in self.wants[place])
        return sum(len(self.people.get(pair, ())) for pair in pairs)

    def free_in(self, pair: tuple[int, int], place: int, taken: set[int]) -> Iterator[int]:
        """The first few of a bucket who are in no ring; a bucket that is full of others is cleared of them."""
        people, left, passed = self.people.get(pair, []), TRIES, 0
        try:
            for other in people:
                if other in taken:
                    passed += 1
                elif other != place:
                    yield other
                    left -= 1
                    if not left:
                        break
        finally:
            if passed > TRIES:
                people[:] = [other for other in people if other not in taken]

    def step(self, learner: int, sharer: int, skill: int) -> Step | None:
        """The learner learns this skill from the sharer, if they can talk and meet and nothing bars it."""
        want, offer = self.wants[learner][skill], self.offers[sharer][skill]
        if not self._talk_want[want] & self._talk_offer[offer]:
            return None
        hours = (self._weeks[learner] & self._weeks[sharer]).bit_count() / 4
        if not can_meet(self._format_want[want] & self._format_offer[offer], hours):
            return None
        if self.pool.barred and (self.pool.bars(learner, sharer, skill) or self.pool.bars(sharer, learner, skill)):
            return None
        return Step(want, offer)


def find_rings(pool: Pool, *, seed: int, buckets: Buckets | None = None) -> list[Ring]:
    """Rings of two and three without a common member, in the order in which they were found."""
    buckets = buckets or Buckets(pool)
    taken: set[int] = set()
    found = []
    for place in _order(buckets, seed):
        if place in taken:
            continue
        ring = ring_of_two(buckets, place, taken) or ring_of_three(buckets, place, taken)
        if ring:
            taken.update(members(pool, ring))
            found.append(ring)
    return found


def members(pool: Pool, ring: Ring) -> list[int]:
    """Whom it joins: the learner of each step."""
    return [int(pool.wants.party[step.want]) for step in ring]


def ring_of_two(buckets: Buckets, place: int, taken: set[int]) -> Ring | None:
    """The first partner who offers what the person wants and wants what they offer."""
    for wanted, offered in _wishes(buckets, place):
        for other in buckets.free_in((wanted, offered), place, taken):
            there = buckets.step(place, other, wanted)
            back = there and buckets.step(other, place, offered)
            if there and back:
                return (there, back)
    return None


def ring_of_three(buckets: Buckets, place: int, taken: set[int]) -> Ring | None:
    """The person learns from a second, who learns from a third, who learns from the person."""
    tries = TRIES_OF_THREE
    for wanted, offered in _wishes(buckets, place):
        for middle in buckets.between(wanted, offered):
            if middle in (wanted, offered):
                continue
            if tries <= 0:
                return None
            seconds = list(buckets.free_in((wanted, middle), place, taken))
            thirds = list(buckets.free_in((middle, offered), place, taken))
            tries -= len(seconds) + len(thirds)
            if ring := _joined(buckets, place, seconds, thirds, (wanted, middle, offered)):
                return ring
    return None


def _joined(
    buckets: Buckets, place: int, seconds: list[int], thirds: list[int], skills: tuple[int, int, int]
) -> Ring | None:
    """The first pair of a second and a third person that closes the circle."""
    wanted, middle, offered = skills
    firsts = [(second, step) for second in seconds if (step := buckets.step(place, second, wanted))]
    if not firsts:
        return None
    for third in thirds:
        back = buckets.step(third, place, offered)
        if not back:
            continue
        for second, first in firsts:
            onward = buckets.step(second, third, middle) if second != third else None
            if onward:
                return (first, onward, back)
    return None


def _wishes(buckets: Buckets, place: int) -> Iterator[tuple[int, int]]:
    return ((wanted, offered) for wanted in buckets.wants[place] for offered in buckets.offers[place])


def _order(buckets: Buckets, seed: int) -> list[int]:
    """Under-represented first, then the fewest chances, then by lot."""
    luck = np.random.default_rng(seed).permutation(len(buckets.pool)).tolist()
    here = buckets.pool.underrepresented.tolist()
    return sorted(buckets.able(), key=lambda place: (not here[place], buckets.chances(place), luck[place]))


def _numbers(rows: np.ndarray) -> list[int]:
    """Rows of bits as whole numbers."""
    if rows.shape[1] == 1:
        return [int(value) for value in rows[:, 0].tolist()]
    return [int.from_bytes(row.tobytes(), "little") for row in rows]


def _by_party(party: np.ndarray, skill: np.ndarray) -> dict[int, dict[int, int]]:
    """Party → skill → place of the claim."""
    found: dict[int, dict[int, int]] = {}
    for place, (whose, which) in enumerate(zip(party.tolist(), skill.tolist(), strict=True)):
        found.setdefault(whose, {})[which] = place
    return found
