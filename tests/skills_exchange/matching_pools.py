"""Small pools written by hand and random ones, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from skills_exchange.matching.pools import Claims, Pool, bit_rows, week_row
from skills_exchange.matching.scoring import ANY_FORMAT

ALL_WEEK = (1 << 672) - 1


@dataclass
class Someone:
    """Offers and wants are skill → level; `speaks` are numbers of languages."""

    offers: dict[int, int] = field(default_factory=dict)
    wants: dict[int, int] = field(default_factory=dict)
    speaks: tuple[int, ...] = (0,)
    week: int = ALL_WEEK
    free: int = 1
    underrepresented: bool = False
    formats: int = ANY_FORMAT
    idle: float = 0
    exposure: float = 0
    territory: int = 0
    verified: bool = False


def pool_of(people: Sequence[Someone], barred: frozenset[tuple[int, int, int]] = frozenset()) -> Pool:
    """The pool of these people; their places are their numbers."""
    width = 1 + max((language for someone in people for language in someone.speaks), default=0)
    return Pool(
        ids=np.arange(len(people), dtype=np.int64),
        weeks=np.array([week_row(someone.week) for someone in people], dtype=np.uint64).reshape(len(people), 11),
        free=np.array([someone.free for someone in people], dtype=np.int64),
        idle=np.array([someone.idle for someone in people], dtype=np.float32),
        exposure=np.array([someone.exposure for someone in people], dtype=np.float32),
        underrepresented=np.array([someone.underrepresented for someone in people], dtype=np.bool_),
        territories=bit_rows([[someone.territory] for someone in people], 64),
        offers=_claims(people, "offers", width),
        wants=_claims(people, "wants", width),
        languages=tuple(f"l{number}" for number in range(width)),
        barred=barred,
    )


def _claims(people: Sequence[Someone], kind: str, width: int) -> Claims:
    rows = [
        (place, skill, level, someone.formats, someone.speaks, someone.verified)
        for place, someone in enumerate(people)
        for skill, level in sorted(getattr(someone, kind).items())
    ]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), (), (), ()]
    return Claims(
        *(np.array(column, dtype=np.int64) for column in columns[:4]),
        languages=bit_rows(columns[4], width),
        verified=np.array(columns[5], dtype=np.bool_),
    )


def crowd(size: int, *, seed: int = 1, skills: int = 150, languages: int = 24) -> list[Someone]:
    """Many people: popular skills and languages are much more common; about one in four is under-represented."""
    lot = np.random.default_rng(seed)
    skill_odds = 1 / np.arange(1, skills + 1) ** 0.7
    skill_odds /= skill_odds.sum()
    tongue_odds = 1 / np.arange(1, languages + 1)
    tongue_odds /= tongue_odds.sum()
    return [_somebody(lot, skill_odds, tongue_odds) for _ in range(size)]


def _somebody(lot: np.random.Generator, skill_odds: np.ndarray, tongue_odds: np.ndarray) -> Someone:
    offers, wants = int(lot.random() < 0.55) * int(lot.integers(1, 3)), int(lot.integers(1, 4))
    chosen = lot.choice(len(skill_odds), size=offers + wants, replace=False, p=skill_odds)
    home = int(lot.choice(len(tongue_odds), p=tongue_odds))
    speaks = {home} | ({0} if lot.random() < 0.5 else set())
    start, hours = int(lot.integers(672)), int(lot.integers(8, 80))
    week = sum(1 << ((start + quarter) % 672) for quarter in range(hours))
    return Someone(
        offers={int(skill): int(lot.integers(2, 5)) for skill in chosen[:offers]},
        wants={int(skill): int(lot.integers(1, 4)) for skill in chosen[offers:]},
        speaks=tuple(sorted(speaks)),
        week=week,
        free=int(lot.integers(1, 3)),
        underrepresented=home > 6,
        idle=float(lot.integers(0, 120)),
        exposure=float(lot.exponential(8)),
        territory=int(lot.integers(40)),
        verified=bool(lot.random() < 0.2),
    )
