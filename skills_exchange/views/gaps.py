"""The map of skills, the largest gaps, and what the exchange changes by quarter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from skills_exchange import region_tiles
from skills_exchange.enums import MatchOrigin
from skills_exchange.forms.gaps import MapForm
from skills_exchange.models import IndicatorQuarter, Skill
from skills_exchange.queries.gaps import GapMap, Place, gap_map, largest_gaps, only_one_person
from skills_exchange.queries.indicators import AIM, Quarter, progress, running_figures
from wikilearn.core import languages
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.dates import today
from wikilearn.core.tables import csv_response
from wikilearn.movement import regions
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership


@dataclass(frozen=True, slots=True)
class Tile:
    """A region on the map: its corner, the lines of its name, and what is known of it."""

    x: int
    y: int
    lines: list[tuple[int, str]]
    place: Place


@login_not_required
@require_safe
def skills_map(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """One skill on the map; without one the largest gaps."""
    form = MapForm(request.GET)
    form.is_valid()
    skill, language = form.cleaned_data.get("skill"), form.cleaned_data.get("language") or ""
    organises = _organises(request)
    if skill is None:
        gaps = largest_gaps(language)
        if request.GET.get("format") == "csv":
            return csv_response("gaps.csv", *_gap_rows(gaps))
        context: dict[str, Any] = {"form": form, "gaps": gaps, "single": only_one_person() if organises else []}
        return render(request, "skills_exchange/gaps/gaps.html", context | {"organises": organises})
    found = gap_map(skill, language)
    if request.GET.get("format") == "csv":
        return csv_response(f"map-{skill.slug}.csv", *_map_rows(found))
    context = {
        "form": form,
        "skill": skill,
        "language": language,
        "found": found,
        "tiles": SimpleLazyObject(lambda: list(_tiles(found))),  # the template keeps what it draws of the same figures
        "width": region_tiles.COLUMNS * region_tiles.WIDTH,
        "height": region_tiles.ROWS * region_tiles.HEIGHT,
        "charts": [chart for chart in (_by_language(found), _over_time(found)) if not chart.is_empty],
        "organises": organises,
    }
    return render(request, "skills_exchange/gaps/map.html", context)


@login_not_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """People who learned a skill here, exchanges and hours, by quarter."""
    quarters = list(IndicatorQuarter.objects.all()[:12])
    if request.GET.get("format") == "csv":
        return csv_response("indicators.csv", *_indicator_rows(quarters))
    named = {skill.slug: skill for skill in Skill.objects.filter(slug__in=_slugs(quarters))}
    running = Quarter.of(today())
    context = {
        "aim": AIM,
        "progress": progress(),
        "running": running,
        "so_far": running_figures(running),
        "quarters": quarters,
        "charts": _indicator_charts(quarters, named),
    }
    return render(request, "skills_exchange/gaps/indicators.html", context)


def _organises(request: HttpRequest) -> bool:
    """Coordinators of organisations and curators see where a skill hangs on one person."""
    if not request.user.is_authenticated:
        return False
    if request.user.has_perm("skills_exchange.curate_skills"):
        return True
    coordinates = Membership.objects.live().filter(person=request.user, role=MemberRole.COORDINATOR)
    return coordinates.filter(organisation__active=True).exists()


def _tiles(found: GapMap) -> Iterator[Tile]:
    """Every region, also those nobody is from."""
    known = {place.key: place for place in found.regions}
    tag = languages.current().tag
    for code, (column, row) in region_tiles.TILES.items():
        name = regions.name_of(code, tag)
        place = known.get(code) or Place(code, name, 0, 0, None, found.world.need.__class__.NONE)
        lines = [(20 + 15 * number, line) for number, line in enumerate(region_tiles.wrapped(name))]
        yield Tile(column * region_tiles.WIDTH, row * region_tiles.HEIGHT, lines, place)


def _by_language(found: GapMap) -> Chart:
    rows = [place for place in found.languages if place.helpers != 0 or place.seekers != 0][:15]
    return Chart(
        key="languages",
        title=_("By language"),
        row_name=_("Language"),
        labels=[Label(place.name, place.key, languages.get(place.key).dir) for place in rows],
        series=[
            Series(_("Share it"), [place.helpers for place in rows]),
            Series(_("Want to learn it"), [place.seekers for place in rows]),
        ],
        notes=[_("Who speaks several languages counts in each of them.")],
    )


def _over_time(found: GapMap) -> Chart:
    return Chart(
        key="months",
        title=_("Over time"),
        row_name=_("Month"),
        labels=[Label(date_format(month, "F Y")) for month, _helpers, _seekers in found.trend],
        series=[
            Series(_("Share it"), [helpers for _month, helpers, _seekers in found.trend]),
            Series(_("Want to learn it"), [seekers for _month, _helpers, seekers in found.trend]),
        ],
        over_time=True,
    )


def _map_rows(found: GapMap) -> tuple[list[object], Iterator[list[object]]]:
    header: list[object] = ["place", "name", "share_it", "want_it", "verified_percent", "need"]
    world = Place("001", pgettext("place", "Everywhere"), *_figures(found.world))
    places = [world, *(each for region in found.regions for each in (region, *region.places))]
    return header, ([each.key, each.name, *map(_told, _figures(each)[:3]), each.need.value] for each in places)


def _figures(place: Place) -> tuple[Any, ...]:
    return place.helpers, place.seekers, place.verified, place.need


def _told(value: object) -> object:
    return pgettext("number", "hidden") if value is None else value


def _gap_rows(gaps: list[Any]) -> tuple[list[object], Iterator[list[object]]]:
    header: list[object] = ["skill", "language", "want_it", "share_it", "need"]
    return header, ([gap.skill.slug, gap.language.tag, gap.seekers, _told(gap.helpers), gap.need.value] for gap in gaps)


def _slugs(quarters: list[IndicatorQuarter]) -> set[str]:
    return {slug for quarter in quarters for slug, _learners in quarter.figures["skills"]}


def _name(quarter: IndicatorQuarter) -> str:
    return _("Quarter %(number)s of %(year)s") % {"number": Quarter(quarter.first).number, "year": quarter.first.year}


def _indicator_charts(quarters: list[IndicatorQuarter], named: dict[str, Skill]) -> list[Chart]:
    if not quarters:
        return []
    ordered, newest = quarters[::-1], quarters[0].figures
    tag = languages.current().tag
    over_time = [
        ("learners", _("People who learned a skill"), "learners"),
        ("exchanges", _("Exchanges that both confirmed"), "exchanges"),
        ("hours", _("Hours of exchange"), "hours"),
        ("learned", _("Hours of learning"), "learned"),
    ]
    of_clinics = _("A clinic counts once as exchange, and as learning for each who says they were there.")
    charts = [
        Chart(
            key=key,
            title=title,
            row_name=_("Quarter"),
            labels=[Label(_name(each)) for each in ordered],
            series=[Series(title, [each.figures.get(field) for each in ordered])],
            notes=[of_clinics] if key in ("hours", "learned") else [],
            over_time=True,
        )
        for key, title, field in over_time
    ]
    lines: list[tuple[str, str, str, Callable[[str], Label]]] = [
        ("skills", _("Skills learned in the newest quarter"), _("Skill"), lambda key: Label(str(named.get(key, key)))),
        ("languages", _("Languages of the newest quarter"), _("Language"), _spoken),
        ("regions", _("Regions of the newest quarter"), _("Region"), lambda key: Label(regions.name_of(key, tag))),
    ]
    charts += [
        Chart(
            key=key,
            title=title,
            row_name=row_name,
            labels=[label(value) for value, _learners in newest[key]],
            series=[Series(_("People who learned a skill"), [learners for _value, learners in newest[key]])],
        )
        for key, title, row_name, label in lines
    ]
    return [*charts, _origins(newest.get("origins", []))]


def _origins(rows: list[list[Any]]) -> Chart:
    """By what exchanges began; quarters that were written before this was counted have none."""
    return Chart(
        key="origins",
        title=_("How exchanges came about in the newest quarter"),
        row_name=_("How it came about"),
        labels=[Label(str(dict(MatchOrigin.choices).get(origin, origin))) for origin, _number in rows],
        series=[Series(_("Exchanges that both confirmed"), [number for _origin, number in rows])],
    )


def _spoken(tag: str) -> Label:
    language = languages.get(tag)
    return Label(language.autonym, language.tag, language.dir)


def _indicator_rows(quarters: list[IndicatorQuarter]) -> tuple[list[object], Iterator[list[object]]]:
    names = ["learners", "exchanges", "hours", "learned", "satisfaction"]
    header: list[object] = ["first_day", *names, "skills", "languages", "regions"]
    lists = ("skills", "languages", "regions")
    return header, (
        [each.first, *(_told(each.figures.get(name)) for name in names), *(len(each.figures[name]) for name in lists)]
        for each in quarters
    )
