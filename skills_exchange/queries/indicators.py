"""What the exchange changes: people who learned a skill, exchanges, hours, languages and regions reached, satisfaction.

The first aim of the movement's recommendation on skills is small and clear: ten people learn one skill. Figures of an
ended quarter are written once (`IndicatorQuarter`) with small cells hidden; of the running quarter only whole fives are
told, so that nobody learns from the difference between two days who did something in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Avg, Count, Min, QuerySet, Sum

from skills_exchange.enums import Learned, MatchState
from skills_exchange.models import Exchange, ExchangeFeedback, Match, Skill
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
    """How many people have learned a skill since the beginning; None: fewer than five."""

    skill: Skill
    learners: int | None

    @property
    def reached(self) -> bool:
        """Ten people have."""
        return self.learners is not None and self.learners >= AIM


def figures_of(quarter: Quarter) -> dict[str, Any]:
    """The figures of a quarter as they may be published: whole numbers and lists, None where a cell is hidden."""
    exchanges = _confirmed(quarter)
    learned = _learned(quarter)
    useful = ExchangeFeedback.objects.filter(match__exchange__in=exchanges, by_learner=True)
    told = useful.aggregate(answers=Count("pk"), mean=Avg("useful"))
    count = exchanges.count()
    minutes = exchanges.aggregate(sum=Sum("minutes"))["sum"] or 0
    return {
        "learners": shown(learned.aggregate(n=Count("learner", distinct=True))["n"]),
        "exchanges": shown(count),
        "hours": round(minutes / 60) if count >= FEWEST or not count else None,
        "satisfaction": round(told["mean"], 1) if told["answers"] >= FEWEST else None,
        "skills": _line(learned, "skill__slug"),
        "languages": _line(learned, "language"),
        "regions": _line(learned.filter(learner__territories__isnull=False), "learner__territories__region"),
    }


def running_figures(quarter: Quarter) -> dict[str, int]:
    """Of the running quarter, in whole fives."""
    exchanges = _confirmed(quarter)
    learners = _learned(quarter).aggregate(n=Count("learner", distinct=True))["n"]
    minutes = exchanges.aggregate(sum=Sum("minutes"))["sum"] or 0
    return {
        name: n // 5 * 5
        for name, n in {"learners": learners, "exchanges": exchanges.count(), "hours": minutes // 60}.items()
    }


def progress(most: int = 5) -> list[Progress]:
    """The skills that most people have learned; one query. Nothing is told of skills that fewer than five learned."""
    skills = (
        Skill.objects.filter(matches__in=_all_learned())
        .annotate(learners=Count("matches__learner", distinct=True))
        .filter(learners__gte=FEWEST)
        .order_by("-learners", "path")
    )
    return [Progress(skill, skill.learners) for skill in skills[:most]]


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


def _learned(quarter: Quarter) -> "QuerySet[Match]":
    return _all_learned().filter(exchange__in=_confirmed(quarter))


def _all_learned() -> "QuerySet[Match]":
    """Confirmed matches whose learners say that they learned it."""
    said = ExchangeFeedback.objects.filter(by_learner=True, learned=Learned.YES)
    return Match.objects.filter(state=MatchState.CONFIRMED, pk__in=said.values("match")).order_by()


def _line(matches: "QuerySet[Match]", by: str) -> list[list[Any]]:
    """[value, people who learned] for each value, most first, small cells hidden."""
    rows = list(
        matches.values_list(by).annotate(n=Count("learner", distinct=True)).order_by("-n", by)[: 2 * SKILLS_TOLD]
    )
    cells = suppress_line([n for _value, n in rows]).cells
    return [[value, cell] for (value, _n), cell in zip(rows, cells, strict=True)][:SKILLS_TOLD]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
