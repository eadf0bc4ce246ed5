"""The outcome of a mentoring programme in figures that name nobody.

Everything is worked out and made safe at once (`figures_to_keep`, JSON), so that the same stays when the applications
have been deleted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from skills_exchange.enums import Learned, MatchState
from skills_exchange.enums_programmes import ApplicationState, ProgrammeRole
from skills_exchange.models import (
    Exchange,
    ExchangeFeedback,
    Party,
    PartyLanguage,
    Programme,
    ProgrammeApplication,
)
from wikilearn.core import languages
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.disclosure import FEWEST, share, shown, suppress_table
from wikilearn.movement import regions

BEGUN = (
    MatchState.ACCEPTED, MatchState.SCHEDULED, MatchState.DONE, MatchState.CONFIRMED, MatchState.ONE_SIDED
)  # fmt: skip
NOWHERE, OTHERS = "", "*"
"""Who has not said, and all groups that are too small to be named."""
USEFUL = 4
"""From this mark on, of five, an exchange was useful."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure by itself; empty text: hidden."""

    key: str
    name: str
    text: str


def figures_to_keep(programme: Programme) -> dict[str, Any]:
    """The figures of a programme as they may be published."""
    applied = programme.applications.exclude(state=ApplicationState.WITHDRAWN).order_by().values_list("party", "role")
    mentees = [party for party, role in applied if role == ProgrammeRole.MENTEE]
    mentors = [party for party, role in applied if role == ProgrammeRole.MENTOR]
    begun = set(programme.pairs.filter(match__state__in=BEGUN).values_list("match__learner", flat=True))
    tables = {
        "languages": _table(mentees, _languages_of(mentees), begun),
        "regions": _table(mentees, _regions_of(mentees), begun),
    }
    hidden = any(table["total"] is None for table in tables.values())
    few = any(table["begun"] is None for table in tables.values())
    return {
        "mentees": None if hidden else len(mentees),
        "mentors": shown(len(mentors)),
        "begun": None if few else len(begun & set(mentees)),
        **_outcome(programme),
        "tables": tables,
    }


def figures_of_programme(programme: Programme) -> dict[str, Any]:
    """Those that were kept, or those of today."""
    return programme.figures if programme.figures is not None else figures_to_keep(programme)


def tiles(figures: Mapping[str, Any]) -> list[Tile]:
    """The figures at the top, in words."""
    return [
        Tile("mentees", _("Applications of mentees"), _number(figures["mentees"])),
        Tile("mentors", _("Applications of mentors"), _number(figures["mentors"])),
        Tile("begun", _("Mentees with a mentor"), _number(figures["begun"])),
        Tile("hours", _("Confirmed hours"), _number(figures["hours"])),
        Tile("learned", _("Learned what they came for, at least in part"), _percent(figures["learned"])),
        Tile("useful", _("Found it useful (4 or 5 of 5)"), _percent(figures["useful"])),
    ]


def charts(figures: Mapping[str, Any]) -> list[Chart]:
    """Mentees who applied and who have a mentor, by language and by region."""
    names = {"languages": (_("By language"), _("Language")), "regions": (_("By region"), _("Region"))}
    return [_chart(key, title, row, figures["tables"][key]) for key, (title, row) in names.items()]


def _outcome(programme: Programme) -> dict[str, Any]:
    """Hours, and what both sides said, where enough people stand behind it."""
    matches = programme.pairs.values("match")
    done = Exchange.objects.filter(match__in=matches, minutes__isnull=False)
    learners = done.values("match__learner").distinct().count()
    minutes = done.aggregate(all=Sum("minutes"))["all"] or 0
    said = list(ExchangeFeedback.objects.filter(match__in=matches).values_list("by_learner", "learned", "useful"))
    learned = [answer for by_learner, answer, _useful in said if by_learner and answer]
    useful = [mark for _by, _learned, mark in said]
    return {
        "hours": round(minutes / 60) if shown(learners) is not None else None,
        "learned": share(sum(answer != Learned.NO for answer in learned), len(learned)),
        "useful": share(sum(mark >= USEFUL for mark in useful), len(useful)),
    }


def _table(mentees: Iterable[int], groups: Mapping[int, str], begun: set[int]) -> dict[str, Any]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for party in mentees:
        counts[groups.get(party, NOWHERE)][party not in begun] += 1
    for key in [key for key, pair in counts.items() if sum(pair) < FEWEST and key != NOWHERE]:
        begun_, waiting = counts.pop(key)
        others = counts[OTHERS]
        others[0], others[1] = others[0] + begun_, others[1] + waiting
    keys = sorted(counts, key=lambda key: (key == NOWHERE, key == OTHERS, key))
    if not keys:
        return {"keys": [], "applied": [], "with": [], "total": 0, "begun": 0}
    safe = suppress_table([counts[key] for key in keys])
    return {
        "keys": keys,
        "applied": safe.row_totals,
        "with": [row[0] for row in safe.cells],
        "total": safe.total,
        "begun": safe.column_totals[0],
    }


def _languages_of(parties: Sequence[int]) -> dict[int, str]:
    """The language that each speaks best; the first by name, if several."""
    rows = PartyLanguage.objects.filter(party__in=parties).order_by("party", "level", "-language")
    return {party: tag.split("-", 1)[0] for party, tag in rows.values_list("party", "language")}


def _regions_of(parties: Sequence[int]) -> dict[int, str]:
    rows = Party.objects.filter(pk__in=parties, territories__isnull=False).order_by("pk", "-territories__code")
    return dict(rows.values_list("pk", "territories__region"))


def _chart(key: str, title: str, row: str, table: Mapping[str, Any]) -> Chart:
    return Chart(
        key=key,
        title=title,
        row_name=row,
        labels=[_label(key, name) for name in table["keys"]],
        series=[
            Series(_("Applied as mentees"), table["applied"], table["total"]),
            Series(_("With a mentor"), table["with"], table["begun"]),
        ],
        totals=True,
    )


def _label(key: str, name: str) -> Label:
    if name == NOWHERE:
        return Label(_("Not said"))
    if name == OTHERS:
        return Label(_("Others"))
    if key == "regions":
        return Label(regions.name_of(name, languages.current().tag))
    found = languages.get(name)
    return Label(found.autonym, found.tag, found.dir)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _percent(value: int | None) -> str:
    return "" if value is None else _("%(number)s%%") % {"number": value}


def applications_of(programme: Programme) -> list[ProgrammeApplication]:
    """All applications with names and skills, for the file of the organisers."""
    return list(programme.applications.with_names().prefetch_related("skills"))
