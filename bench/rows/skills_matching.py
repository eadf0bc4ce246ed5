"""Matching: the best ten for one person, a fair round of 10,000, rings among 100,000, and how good the results are.

Rows at 10,000 people come first; then the same population grows to 100,000.
"""

import statistics
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from bench.measuring import Result, medians, queries, row
from bench.rows.layout import FLOOR
from bench.seeding.people import VIEWER
from bench.seeding.skills import FEW, MANY, NAME, seed_skills
from bench.server import Site
from skills_exchange.actions.parties import party_of
from skills_exchange.actions.rounds import work_out
from skills_exchange.enums import ClaimKind
from skills_exchange.matching.rings import find_rings
from skills_exchange.matching.rounds import Settings
from skills_exchange.matching.running import Outcome
from skills_exchange.models import MatchRound, Party, Skill, SkillClaim
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.suggestions import rank_wishes, wishes_of
from wikilearn.core.dates import today
from wikilearn.people.models import Person

ADDRESS = "/skills/suggestions/?skill="
SAMPLE = 200
ALL = 1_000_000
"""As deep as any list."""


@row("suggestions page (top 10)", area="skills_matching", aim="≥ 100 requests/s in one process; 10,000 people")
def page(site: Site) -> Result:
    """Through the server, signed in, with all of the page."""
    seed_skills(FEW)
    slug = _viewer_wants()
    taken, floor = medians(lambda: site.get(ADDRESS + slug), lambda: site.get(FLOOR))
    asked = queries(site.client, ADDRESS + slug)
    figures = f"{1 / taken:.0f} requests/s, {taken / floor:.1f} × floor, {asked} queries"
    return Result(figures, taken <= 0.01, taken)


@row("top 10 of all wants, ranked", area="skills_matching", aim="≥ 100 people/s; 10,000 people")
def ranked(_site: Site) -> Result:
    """Without a page: what the API and the help desk ask for."""
    seed_skills(FEW)
    times = _each(lambda learner: rank_wishes(learner, wishes_of(learner)[1], most=10))
    mean = statistics.mean(times)
    return Result(f"{1 / mean:.0f} people/s", mean <= 0.01, mean)


@row("fair round", area="skills_matching", aim="< 5 s with reading the pool; 10,000 people")
def fair_round(_site: Site) -> Result:
    """All that a worker does for a round: rings, candidates, flow, bound, figures, and recall of the lists."""
    seed_skills(FEW)
    _round.cache_clear()
    outcome, seconds = _round()
    figures = outcome.metrics
    preview = _timed(lambda: work_out(_drafted(), recall=False))
    said = f"{seconds:.1f} s ({preview:.1f} s without recall), {figures['matches']} matches, gap {figures['gap']:.2%}"
    return Result(said, seconds < 5, seconds)


@row("fair round against lists", area="skills_matching", aim="≥ 2 × people at ≥ 85 % of the mean score; over cap 0")
def fairness(_site: Site) -> Result:
    """Lists: everybody asks whoever scores best for each wish, and these take the best of them until they are full."""
    figures = _round()[0].metrics
    lists, greedy = figures["lists"], figures["by_score"]
    more, kept = figures["served"] / lists["served"], figures["mean_score"] / lists["mean_score"]
    said = f"{more:.2f} × people ({figures['served_share']:.0%}), {kept:.0%} of score, over cap {figures['over_cap']}"
    said += f"; best first of all: {figures['served'] / greedy['served']:.2f} ×"
    return Result(said, more >= 2 and kept >= 0.85 and figures["over_cap"] == 0, more)


@row("language-compatible, inequality", area="skills_matching", aim="100 %; Gini of load and of being shown printed")
def compatible(_site: Site) -> Result:
    """Each proposal against the languages as they are stored."""
    outcome = _round()[0]
    spoken: dict[int, set[str]] = {}
    for party, tag in Party.objects.values_list("pk", "speaks__language"):
        spoken.setdefault(party, set()).add(tag or "")
    good = sum(each.language in spoken[each.learner] & spoken[each.sharer] for each in outcome.proposals)
    part = good / len(outcome.proposals)
    figures = outcome.metrics
    load, before, seen = figures["load_gini"], figures["lists"]["load_gini"], figures["exposure_gini"]
    said = f"{part:.0%}, load {load:.2f} (lists {before:.2f}), shown {seen:.2f}"
    return Result(said, part == 1, part)


@row("top 10 candidates in the database", area="skills_matching", aim="p95 < 30 ms; 100,000 people, 300,000 claims")
def candidates(_site: Site) -> Result:
    """All wants of a person at once, with bars, weights and ranking; of each person the best of five."""
    seed_skills(MANY)
    assert SkillClaim.objects.count() >= 290_000
    prepared = {learner.pk: wishes_of(learner)[1] for learner in _sample()}
    times = sorted(
        min(_timed(lambda: rank_wishes(learner, prepared[learner.pk], most=10)) for _ in range(5))  # noqa: B023 - at once
        for learner in _sample()
    )
    p95 = times[int(len(times) * 0.95)]
    return Result(f"p95 {p95 * 1e3:.1f} ms, mean {statistics.mean(times) * 1e3:.1f} ms", p95 < 0.03, p95)


@row("recall of the ten best", area="skills_matching", aim="≥ 0.98 against the exact answer; 100,000 people")
def recall(_site: Site) -> Result:
    """The cut lists against whole ones: of those who score at least as the tenth, how many are found."""
    seed_skills(MANY)
    found = wanted = 0
    for learner in _sample():
        wishes = wishes_of(learner)[1]
        short = rank_wishes(learner, wishes, most=10)
        whole = rank_wishes(learner, wishes, most=10, deep=ALL, near=ALL)
        for ours, exact in zip(short, whole, strict=True):
            least = exact[-1].score if exact else 0
            found += sum(each.score >= least for each in ours)
            wanted += len(exact)
    part = found / wanted
    return Result(f"{part:.4f} of {wanted}", part >= 0.98, part)


@row("rings of two and three", area="skills_matching", aim="< 10 s without reading the pool; 100,000 people")
def rings(_site: Site) -> Result:
    """The pool is read before; its time is printed."""
    seed_skills(MANY)
    started = time.perf_counter()
    pool = load_pool({}, on=today())
    reading = time.perf_counter() - started
    started = time.perf_counter()
    found = find_rings(pool, seed=1)
    seconds = time.perf_counter() - started
    people = sum(len(ring) for ring in found)
    return Result(
        f"{seconds:.1f} s, {len(found)} rings of {people} people; read in {reading:.1f} s", seconds < 10, seconds
    )


@cache
def _round() -> tuple[Outcome, float]:
    started = time.perf_counter()
    outcome = work_out(_drafted())
    return outcome, time.perf_counter() - started


def _drafted() -> MatchRound:
    return MatchRound(pool={}, parameters=Settings().as_dict(), seed=1)


def _viewer_wants() -> str:
    viewer = party_of(Person.objects.get(username=VIEWER))
    Party.objects.filter(pk=viewer.pk).update(week_utc=(1 << 672) - 1, week=(1 << 168) - 1)
    skill = Skill.objects.get(slug="bench-skill-3")
    SkillClaim.objects.get_or_create(
        party=viewer, skill=skill, kind=ClaimKind.WANTED, defaults={"valid_until": today().replace(year=2099)}
    )
    return skill.slug


def _sample() -> list[Party]:
    rows = Party.objects.filter(person__username__startswith=NAME).with_names().order_by("uid")
    return list(rows[:SAMPLE])


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _each(work: Callable[[Party], Any]) -> list[float]:
    """Seconds for each of the sample, the first few left out."""
    times = []
    for learner in _sample():
        started = time.perf_counter()
        work(learner)
        times.append(time.perf_counter() - started)
    return times[5:]
