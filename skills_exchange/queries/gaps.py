"""The map of skills as it may be published: who shares and who wants a skill, by place and language.

Wants are sensitive, so they are only counted, and no count is about fewer than five people: within each line whose
total is shown (the regions of the world, the territories of a region, the languages) further cells are hidden until
nothing can be worked out. What is shown of them is told in whole fives, today and in the past: the map of one day and
that of another do not differ by somebody. Whether hours suffice is told in steps, not as a number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from skills_exchange.enums_gaps import Need
from skills_exchange.models import GapCell, Skill
from wikilearn.core import languages
from wikilearn.core.disclosure import FEWEST, share, shown, suppress_line
from wikilearn.movement import regions

LARGEST = 25
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """What is published of a place, or of a language (`name`). None: hidden. `need` follows from shown counts only."""

    key: str
    name: str
    helpers: int | None
    seekers: int | None
    verified: int | None
    need: Need
    places: "tuple[Place, ...]" = ()


@dataclass(frozen=True, slots=True)
class GapMap:
    """One skill in one language (empty: any). `day` is that of the figures, None if there are none."""

    day: date | None
    world: Place
    regions: list[Place]
    languages: list[Place]
    trend: list[tuple[date, int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill in a language that many want and few share."""

    skill: Skill
    language: languages.Language
    seekers: int
    helpers: int | None
    need: Need


def latest_day() -> date | None:
    """The day of the newest cells."""
    day: date | None = GapCell.objects.aggregate(day=Max("day"))["day"]
    return day


def _cells_of(day: date | None) -> "QuerySet[GapCell]":
    """The cells of a day; none if nothing was counted yet."""
    return GapCell.objects.filter(day=day) if day else GapCell.objects.none()


def gap_map(skill: Skill, language: str = "") -> GapMap:
    """The map of a skill; four queries."""
    day, tag = latest_day(), languages.current().tag
    newest = list(_cells_of(day).filter(Q(language=language) | Q(place=""), skill=skill))
    cells = {cell.place: cell for cell in newest if cell.language == language}
    tongues = [cell for cell in newest if cell.language and not cell.place]
    world = cells.pop("", None)
    by_region: dict[str, list[GapCell]] = defaultdict(list)
    region_of = regions.region_of_each()
    for cell in cells.values():
        if not cell.place.isdecimal():
            by_region[region_of.get(cell.place, "")].append(cell)
    regional = [cell for cell in cells.values() if cell.place.isdecimal()]
    return GapMap(
        day=day,
        world=_alone(world),
        regions=[
            _with(place, _line(by_region[place.key], lambda cell: regions.name_of(cell.place, tag), place))
            for place in _line(regional, lambda cell: regions.name_of(cell.place, tag))
        ],
        languages=_line(tongues, lambda cell: languages.get(cell.language).autonym),
        trend=_trend(skill, language),
    )


def largest_gaps(language: str = "", most: int = LARGEST) -> list[Gap]:
    """Skills that at least five want and fewest hours are free for, the largest gap first; not whole categories."""
    cells = (
        _cells_of(latest_day())
        .filter(place="", seekers__gte=FEWEST, skill__parent__isnull=False)
        .filter(Q(language=language) if language else ~Q(language=""))
        .filter(wanted_hours__gt=F("free_hours"))
        .select_related("skill")
        .order_by(F("free_hours") - F("wanted_hours"), "skill__path", "language")
    )
    return [
        Gap(cell.skill, languages.get(cell.language), in_fives(cell.seekers), shown(cell.helpers), need_of(cell))
        for cell in cells[:most]
    ]


def only_one_person(most: int = 50) -> list[GapCell]:
    """Skills in a language that exactly one party shares and five or more want; for organisers, never for everybody.

    By what members can see: an offer for suggestions only neither puts a skill on the list nor takes it off.
    """
    cells = _cells_of(latest_day()).filter(place="", helpers=1, seekers__gte=FEWEST).exclude(language="")
    return list(cells.select_related("skill").order_by("skill__path", "language")[:most])


def in_fives(people: int) -> int:
    """Rounded down to whole fives."""
    return people // FEWEST * FEWEST


def need_of(cell: GapCell) -> Need:
    """How far the free hours go, as a step; hidden while it would tell of fewer than five people."""
    if shown(cell.seekers) is None or shown(cell.helpers) is None:
        return Need.HIDDEN
    if not cell.seekers:
        return Need.NONE
    if not cell.helpers:
        return Need.NOBODY
    if 2 * cell.free_hours < cell.wanted_hours:
        return Need.SCARCE
    return Need.TIGHT if cell.free_hours < cell.wanted_hours else Need.ENOUGH


def _line(cells: Sequence[GapCell], name: Callable[[GapCell], str], within: Place | None = None) -> list[Place]:
    """Cells that add up to what stands above them; if that is hidden, all of them are."""
    helpers = suppress_line([cell.helpers for cell in cells]).cells
    seekers = suppress_line([cell.seekers for cell in cells]).cells
    told = []
    for cell, some, others in zip(cells, helpers, seekers, strict=True):
        helped = None if within is not None and within.helpers is None else some
        sought = None if within is not None and within.seekers is None else others
        told.append(_place(cell, name(cell), helped, sought))
    return sorted(told, key=lambda place: place.name)


def _place(cell: GapCell, name: str, helpers: int | None, seekers: int | None) -> Place:
    hidden = helpers is None or seekers is None
    verified = share(cell.verified, cell.helpers) if helpers is not None else None
    need = Need.HIDDEN if hidden else need_of(cell)
    sought = None if seekers is None else in_fives(seekers)
    return Place(cell.place or cell.language, name, helpers, sought, verified, need)


def _alone(cell: GapCell | None) -> Place:
    if cell is None:
        return Place("", "", 0, 0, None, Need.NONE)
    return _place(cell, "", shown(cell.helpers), shown(cell.seekers))


def _with(place: Place, places: Iterable[Place]) -> Place:
    return Place(place.key, place.name, place.helpers, place.seekers, place.verified, place.need, tuple(places))


def _trend(skill: Skill, language: str) -> list[tuple[date, int | None, int | None]]:
    """The last day of each of the last months: who shares it, who wants it."""
    days = (
        GapCell.objects.filter(skill=skill, language=language, place="")
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(last=Max("day"))
        .order_by("-month")[:MONTHS]
    )
    cells = GapCell.objects.filter(
        skill=skill, language=language, place="", day__in=[row["last"] for row in days]
    ).order_by("day")
    told = [(cell, shown(cell.seekers)) for cell in cells]
    return [
        (cell.day.replace(day=1), shown(cell.helpers), None if seekers is None else in_fives(seekers))
        for cell, seekers in told
    ]
