"""What the exchange changes: people who learned a skill, exchanges, hours, languages and regions reached, satisfaction.

The first aim of the movement's recommendation on skills is small and clear: ten people learn one skill. Figures of an
ended quarter are written once (`IndicatorQuarter`) with small cells hidden; of the running quarter only whole fives are
told, so that nobody learns from the difference between two days who did something in between.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Min, QuerySet, Sum

from skills_exchange.enums import Learned, MatchState
from skills_exchange.models import ClinicPlace, Exchange, ExchangeFeedback, Match, Party, Skill
from wikilearn.core.dates import add_months, today
from wikilearn.core.disclosure import FEWEST, shown, suppress_line

AIM = 10
"""People who learn one skill."""
SKILLS_TOLD = 15


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months from `first`, in UTC."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The one that a day lies in."""
        return cls(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1))

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return add_months(self.first, 3)

    @property
    def number(self) -> int:
        """1–4."""
        return (self.first.month + 2) // 3

    @property
    def is_over(self) -> bool:
        """Its last day has passed."""
        return self.after <= today()


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people have learned a skill since the beginning, in whole fives; `reached`: ten have."""

    skill: Skill
    learners: int
    reached: bool


class Learner(NamedTuple):
    """A party learned a skill (slug) in a language."""

    party: int
    skill: str
    language: str


def figures_of(quarter: Quarter) -> dict[str, Any]:
    """The figures of a quarter as they may be published: whole numbers and lists, None where a cell is hidden."""
    exchanges = _confirmed(quarter)
    learned = _learned(quarter)
    people = {each.party for each in learned}
    regions = Party.objects.filter(pk__in=people, territories__isnull=False)
    useful = ExchangeFeedback.objects.filter(match__exchange__in=exchanges, by_learner=True)
    told = useful.aggregate(answers=Count("pk"), mean=Avg("useful"))
    count = exchanges.count()
    minutes = exchanges.aggregate(sum=Sum("minutes"))["sum"] or 0
    return {
        "learners": shown(len(people)),
        "exchanges": shown(count),
        "hours": round(minutes / 60) if count >= FEWEST or not count else None,
        "satisfaction": round(told["mean"], 1) if told["answers"] >= FEWEST else None,
        "skills": _line((each.skill, each.party) for each in learned),
        "languages": _line((each.language, each.party) for each in learned),
        "origins": _line(Match.objects.filter(exchange__in=exchanges).order_by().values_list("origin", "pk")),
        "regions": _line(regions.values_list("territories__region", "pk").distinct()),
    }


def running_figures(quarter: Quarter) -> dict[str, int]:
    """Of the running quarter, in whole fives."""
    exchanges = _confirmed(quarter)
    learners = len({each.party for each in _learned(quarter)})
    minutes = exchanges.aggregate(sum=Sum("minutes"))["sum"] or 0
    return {
        name: n // 5 * 5
        for name, n in {"learners": learners, "exchanges": exchanges.count(), "hours": minutes // 60}.items()
    }


def progress(most: int = 5) -> list[Progress]:
    """The skills that most people have learned; nothing is told of those that fewer than five did. Three queries."""
    by_skill: dict[str, set[int]] = defaultdict(set)
    for each in _learned(None):
        by_skill[each.skill].add(each.party)
    best = sorted((-len(people), slug) for slug, people in by_skill.items() if len(people) >= FEWEST)[:most]
    skills = Skill.objects.in_bulk([slug for _n, slug in best], field_name="slug")
    return [Progress(skills[slug], -n // 5 * 5, -n >= AIM) for n, slug in best]


def ended_quarters() -> Iterator[Quarter]:
    """All that have ended since the first confirmed exchange, oldest first."""
    first: datetime | None = Exchange.objects.aggregate(first=Min("confirmed_at"))["first"]
    if first is None:
        return
    quarter = Quarter.of(first.astimezone(UTC).date())
    while quarter.is_over:
        yield quarter
        quarter = Quarter(quarter.after)


def _confirmed(quarter: Quarter) -> "QuerySet[Exchange]":
    return Exchange.objects.filter(
        match__state=MatchState.CONFIRMED,
        confirmed_at__gte=_start(quarter.first),
        confirmed_at__lt=_start(quarter.after),
    )


def _learned(quarter: Quarter | None) -> list[Learner]:
    """Who learned what, in a quarter or ever: in exchanges that both confirmed, and in clinics as those there say."""
    said = ExchangeFeedback.objects.filter(by_learner=True, learned=Learned.YES)
    matches = Match.objects.filter(state=MatchState.CONFIRMED, pk__in=said.values("match")).order_by()
    places = ClinicPlace.objects.filter(learned=Learned.YES).order_by()
    if quarter is not None:
        matches = matches.filter(exchange__in=_confirmed(quarter))
        places = places.filter(confirmed_at__gte=_start(quarter.first), confirmed_at__lt=_start(quarter.after))
    return [
        *itertools.starmap(Learner, matches.values_list("learner", "skill__slug", "language")),
        *itertools.starmap(Learner, places.values_list("party", "clinic__skill__slug", "clinic__language")),
    ]


def _line(pairs: Iterable[tuple[str, int]]) -> list[list[Any]]:
    """[value, people who learned] for each value, most first, small cells hidden."""
    people: dict[str, set[int]] = defaultdict(set)
    for value, party in pairs:
        people[value].add(party)
    rows = sorted((-len(found), value) for value, found in people.items())[: 2 * SKILLS_TOLD]
    cells = suppress_line([-n for n, _value in rows]).cells
    return [[value, cell] for (_n, value), cell in zip(rows, cells, strict=True)][:SKILLS_TOLD]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
