"""How well an offer fits a wish: named parts that add up, each with a public weight.

Everything works on columns (numpy arrays, or plain numbers) that broadcast, so the same lines score ten candidates of
one person and the ten thousand times ten thousand pairs of a round. Hard filters (`compatible`) come first: what they
refuse has no score.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from skills_exchange.enums import LIVE_FORMATS, Format

Column = NDArray[Any] | float
"""An array, or one number for all."""

LEAST_OVERLAP = 1.0
"""Hours a week that both must be free for a live format."""
FIT = (0.0, 0.15, 0.5, 1.0, 0.95, 0.85, 0.75)
"""How a level offered fits a level wanted, from three below to three above: whoever is far above is kept for others."""
FORMATS = tuple(Format)
ANY_FORMAT = (1 << len(FORMATS)) - 1
LIVE = sum(1 << number for number, each in enumerate(FORMATS) if each in LIVE_FORMATS)
WRITTEN = ANY_FORMAT & ~LIVE


@dataclass(frozen=True, slots=True)
class Weights:
    """The public numbers. The first eight add up to 100, the most that a match can have.

    level: the level offered fits the one wanted · verified: evidence stands behind the offer · overlap: common free
    hours, in full from `full_overlap` hours a week · mutual: the sharer wants something that the learner offers ·
    free: free places, in full from `full_free` · recent: how lately the sharer was here, half after `half_recent`
    days · territory: both are in one territory · parity: the learner is of an under-represented community ·
    exposure: what is taken away from whoever was suggested `full_exposure` times lately, proportionally below.
    """

    level: float = 20
    verified: float = 15
    overlap: float = 20
    mutual: float = 10
    free: float = 10
    recent: float = 10
    territory: float = 5
    parity: float = 10
    exposure: float = 10
    full_overlap: float = 6
    full_free: float = 3
    half_recent: float = 30
    full_exposure: float = 40

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From a stored row; names that are missing have their default, unknown ones are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: float(value) for name, value in values.items() if name in known})

    def as_dict(self) -> dict[str, float]:
        """Name → number."""
        return asdict(self)


PARTS = ("level", "verified", "overlap", "mutual", "free", "recent", "territory", "parity", "exposure")
"""The names of the parts of a score; `exposure` is negative."""
DIVISORS = ("full_overlap", "full_free", "half_recent", "full_exposure")
"""The numbers that must be above zero."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of an offer and a wish, as columns.

    Levels 1–4; `overlap` in hours a week; `free` in places; `idle` in days since the sharer was here.
    """

    offered: Column
    wanted: Column
    verified: Column
    overlap: Column
    mutual: Column
    free: Column
    idle: Column
    territory: Column
    underrepresented: Column
    exposure: Column


def parts(pairs: Pairs, weights: Weights) -> dict[str, NDArray[Any]]:
    """Name → what it adds to the score, in the order of `PARTS`."""
    w = weights
    fit = np.asarray(FIT, dtype=np.float32)
    steps = np.asarray(pairs.offered) - np.asarray(pairs.wanted) + 3
    found = {
        "level": w.level * fit[np.clip(steps, 0, 6).astype(np.intp)],
        "verified": w.verified * np.asarray(pairs.verified, dtype=np.float32),
        "overlap": w.overlap * _full(pairs.overlap, w.full_overlap),
        "mutual": w.mutual * np.asarray(pairs.mutual, dtype=np.float32),
        "free": w.free * _full(pairs.free, w.full_free),
        "recent": w.recent * np.exp2(-np.maximum(np.asarray(pairs.idle, dtype=np.float32), 0) / w.half_recent),
        "territory": w.territory * np.asarray(pairs.territory, dtype=np.float32),
        "parity": w.parity * np.asarray(pairs.underrepresented, dtype=np.float32),
        "exposure": -w.exposure * _full(pairs.exposure, w.full_exposure),
    }
    return {name: np.asarray(found[name]) for name in PARTS}


def total(found: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """The score: the sum of the parts."""
    values = iter(found.values())
    result = np.asarray(next(values), dtype=np.float32)
    for value in values:
        result = result + value
    return result


def _full(value: Column, full: float) -> NDArray[Any]:
    """0 at nothing, 1 from `full` on, straight in between."""
    return np.clip(np.asarray(value, dtype=np.float32) / full, 0, 1)


def format_mask(names: object) -> int:
    """Bits of these formats; none named means any."""
    wanted = set(names or ())  # type: ignore[call-overload]
    return sum(1 << number for number, each in enumerate(FORMATS) if each in wanted) or ANY_FORMAT


def compatible(*, formats: Column, overlap: Column, languages: Column) -> NDArray[Any]:
    """The hard filters of a pair: a common format and a common language; a live format needs a common hour.

    `formats` and `languages` are the bits that both have.
    """
    formats = np.asarray(formats)
    live = (formats & LIVE != 0) & (np.asarray(overlap) >= LEAST_OVERLAP)
    return (live | (formats & WRITTEN != 0)) & (np.asarray(languages) != 0)


def best_format(formats: int, overlap: float) -> str:
    """What is proposed: a call where both have time, else in writing. ValueError where nothing fits."""
    usable = formats if overlap >= LEAST_OVERLAP else formats & WRITTEN
    for number, each in enumerate(FORMATS):
        if usable >> number & 1:
            return str(each)
    raise ValueError(formats)
