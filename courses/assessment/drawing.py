"""Which questions an attempt gets, and in which order.

Every choice orders things by a hash of seed and key instead of asking a random generator, so that the same seed draws
the same sheet on any version of Python, for as long as attempts are kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256


def shuffled(keys: Iterable[str], *, seed: str) -> list[str]:
    """The keys in an order that depends on nothing but the seed and the keys themselves."""
    return sorted(keys, key=lambda key: (sha256(f"{seed}\x1f{key}".encode()).digest(), key))


def mixed(keys: Iterable[str], *, seed: str, never: Sequence[str] | None) -> list[str]:
    """Shuffled, but not into the order of `never`, which would be the answer."""
    found = shuffled(keys, seed=seed)
    return found[1:] + found[:1] if found == never else found


def draw(pools: Mapping[str, Collection[str]], *, count: int, seed: str, avoid: Collection[str] = ()) -> list[str]:
    """The keys of `count` questions (all of them, if there are fewer), in the order in which they are asked.

    Each pool gives at least one question when `count` allows it, and the rest in proportion to its size. Within a pool
    the questions of `avoid`, those of the person's last cycle, come only when the others do not suffice: that is how
    the pool rotates from one certification to the next.
    """
    drawn: list[str] = []
    for pool, quota in shares({pool: len(keys) for pool, keys in pools.items()}, count=count, seed=seed).items():
        ranked = shuffled(pools[pool], seed=seed)
        drawn += sorted(ranked, key=lambda key: key in avoid)[:quota]
    return shuffled(drawn, seed=f"{seed}\x1forder")


def shares(sizes: Mapping[str, int], *, count: int, seed: str) -> dict[str, int]:
    """How many questions each pool gives: one each as far as `count` goes, then by size, never more than it has."""
    pools = [pool for pool in shuffled(sizes, seed=seed) if sizes[pool] > 0]
    given = {pool: int(position < count) for position, pool in enumerate(pools)}
    for _ in range(min(count, sum(sizes[pool] for pool in pools)) - sum(given.values())):
        # The pool with the largest part of it still to give; ties go to the earlier one in the seeded order.
        neediest = max(pools, key=lambda pool: (sizes[pool] - given[pool]) / sizes[pool])
        given[neediest] += 1
    return given
