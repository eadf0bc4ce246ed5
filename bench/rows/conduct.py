"""Codes of conduct: what many local codes cover, and the transparency report of a busy quarter."""

from django.urls import reverse

from bench.measuring import Result, medians, row, stopwatch
from bench.rows.pages import page_against_floor
from bench.seeding.conduct import CODES, DECISIONS, seed_conduct
from bench.server import Site
from ucoc.actions.transparency import draft_report
from ucoc.models import CodeVersion, LocalVersion
from ucoc.queries.coverage import lines_of, must_cover
from ucoc.transparency import Quarter


@row(f"coverage matrix of {CODES:,} local codes", area="conduct", aim="< 0.5 s, page ≤ 8 queries, ≤ 4 × floor")
def coverage(site: Site) -> Result:
    """The whole matrix in one process, and its page of fifty."""
    seed_conduct()
    version = CodeVersion.objects.in_force()
    assert version is not None
    clauses = list(must_cover(version))
    versions = LocalVersion.objects.ratified().select_related("local", "builds_on")

    def whole() -> int:
        return len(lines_of(versions.all(), clauses))

    assert whole() >= CODES
    (seconds,) = medians(whole, rounds=10, warm_up=2)
    page = page_against_floor(site, reverse("ucoc:local_coverage"), times=4, most_queries=8)
    return Result(f"{seconds * 1000:.0f} ms; {page.figures}", seconds < 0.5 and page.holds, seconds)


@row(f"transparency report over {DECISIONS:,} decisions", area="conduct", aim="< 10 s, and nothing picks out a few")
def transparency(_site: Site) -> Result:
    """Counting, hiding, and attacking the result, for a quarter in which all of them fall."""
    seed_conduct()
    with stopwatch() as taken:
        draft = draft_report(Quarter(2026, 1))
    decided = next(each for each in draft.content["populations"] if each["key"] == "decided")
    figures = f"{taken[0]:.1f} s, {decided['tables'][0]['total']} decided in the quarter"
    return Result(figures, taken[0] < 10 and not draft.problems, taken[0])
