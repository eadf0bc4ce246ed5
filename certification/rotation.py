"""Which refresher is offered next: a pure rule, so that one cycle never offers what the one before did.

>>> offered(["a", "b", "c"], [])
'a'
>>> offered(["a", "b", "c"], ["a"])
'b'
>>> offered(["a", "b", "c"], ["a", "b", "c"])
'a'
>>> offered(["a", "b"], ["a", "b", "b"])
'a'
"""

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def offered(turns: Sequence[T], taken: Sequence[T]) -> T | None:
    """The refresher for the next renewal; None without any.

    `turns` in the order in which they take turns, `taken` what the person certified with before, oldest first. Those
    never taken come first, then the one taken the longest ago. So the last one comes again only if it is alone.
    """
    last = {one: place for place, one in enumerate(taken)}
    return min(turns, key=lambda one: (last.get(one, -1), turns.index(one)), default=None)
