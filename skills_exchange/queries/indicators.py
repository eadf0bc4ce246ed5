"""What the exchange changes: people who learned a skill, exchanges, hours, languages and regions reached, satisfaction.

`hours` are hours of sharing, each once: of exchanges that both confirmed, and of clinics that somebody who was there
confirmed. `learned` are hours of learning: of the same exchanges, and of a clinic for each who confirms to have been
there.

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

from django.db.models import Avg, Count, Min, Q, QuerySet, Sum

from skills_exchange.enums import Learned, MatchState
from skills_exchange.models import Clinic, ClinicPlace, Exchange, ExchangeFeedback, Match, Party, Skill
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
    spent = _spent(quarter)
    return {
        "learners": shown(len(people)),
        "exchanges": shown(spent.exchanges),
        "hours": None if spent.is_of_few else round(spent.shared / 60),
        "learned": None if spent.is_of_few or shown(spent.places) is None else round(spent.learned / 60),
        "satisfaction": round(told["mean"], 1) if told["answers"] >= FEWEST else None,
        "skills": _line((each.skill, each.party) for each in learned),
        "languages": _line((each.language, each.party) for each in learned),
        "origins": _line(Match.objects.filter(exchange__in=exchanges).order_by().values_list("origin", "pk")),
        "regions": _line(regions.values_list("territories__region", "pk").distinct()),
    }


def running_figures(quarter: Quarter) -> dict[str, int]:
    """Of the running quarter, in whole fives."""
    spent = _spent(quarter)
    figures = {
        "learners": len({each.party for each in _learned(quarter)}),
        "exchanges": spent.exchanges,
        "hours": spent.shared // 60,
        "learned": spent.learned // 60,
    }
    return {name: number // 5 * 5 for name, number in figures.items()}


def progress(most: int = 5) -> list[Progress]:
    """The skills that most people have learned; nothing is told of those that fewer than five did. Three queries."""
    by_skill: dict[str, set[int]] = defaultdict(set)
    for each in _learned(None):
        by_skill[each.skill].add(each.party)
    best = sorted((-len(people), slug) for slug, people in by_skill.items() if len(people) >= FEWEST)[:most]
    skills = Skill.objects.in_bulk([slug for _n, slug in best], field_name="slug")
    return [Progress(skills[slug], -n // 5 * 5, -n >= AIM) for n, slug in best]


def ended_quarters() -> Iterator[Quarter]:
    """All that have ended since the first confirmed exchange or clinic, oldest first."""
    confirmed = [rows.aggregate(first=Min("confirmed_at"))["first"] for rows in (Exchange.objects, Clinic.objects)]
    first: datetime | None = min(filter(None, confirmed), default=None)
    if first is None:
        return
    quarter = Quarter.of(first.astimezone(UTC).date())
    while quarter.is_over:
        yield quarter
        quarter = Quarter(quarter.after)


class _Spent(NamedTuple):
    """What a quarter took: confirmed exchanges, clinics, people in these, and minutes of sharing and of learning."""

    exchanges: int
    clinics: int
    places: int
    shared: int
    learned: int

    @property
    def is_of_few(self) -> bool:
        """The hours would tell of a few exchanges: clinics are announced, so taking theirs away is easy."""
        return shown(self.exchanges) is None or (not self.exchanges and shown(self.clinics) is None)


def _spent(quarter: Quarter) -> _Spent:
    exchanges = _confirmed(quarter).aggregate(number=Count("pk"), minutes=Sum("minutes"))
    clinics = Clinic.objects.filter(_within(quarter)).aggregate(number=Count("pk"), minutes=Sum("minutes"))
    places = ClinicPlace.objects.filter(_within(quarter)).order_by()
    there = places.aggregate(number=Count("pk"), minutes=Sum("clinic__minutes"))
    one_to_one = exchanges["minutes"] or 0
    return _Spent(
        exchanges["number"],
        clinics["number"],
        there["number"],
        shared=one_to_one + (clinics["minutes"] or 0),
        learned=one_to_one + (there["minutes"] or 0),
    )


def _within(quarter: Quarter) -> Q:
    return Q(confirmed_at__gte=_start(quarter.first), confirmed_at__lt=_start(quarter.after))


def _confirmed(quarter: Quarter) -> "QuerySet[Exchange]":
    return Exchange.objects.filter(_within(quarter), match__state=MatchState.CONFIRMED)


def _learned(quarter: Quarter | None) -> list[Learner]:
    """Who learned what, in a quarter or ever: in exchanges that both confirmed, and in clinics as those there say."""
    said = ExchangeFeedback.objects.filter(by_learner=True, learned=Learned.YES)
    matches = Match.objects.filter(state=MatchState.CONFIRMED, pk__in=said.values("match")).order_by()
    places = ClinicPlace.objects.filter(learned=Learned.YES).order_by()
    if quarter is not None:
        matches = matches.filter(exchange__in=_confirmed(quarter))
        places = places.filter(_within(quarter))
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
