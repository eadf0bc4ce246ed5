"""How many of those who hold a right are certified, by right, kind of wiki and region, so that nobody is picked out.

Who holds a right is often public, so how many hold it is no secret; who of them is certified is. A row is told if its
certified people and the others are enough each (`disclosure.share`), and if nothing about a few people follows from it
together with the other rows. Rows overlap, because the same people are counted by kind of wiki and by region, so
`core.overlaps` decides which rows of a right stand together.

Only wikis that serve one country or area have a region (`Wiki.territory`); all others are international. A language is
no region. Who holds the right on several kinds of wikis, or in several regions, is counted there and nowhere else.
Percentages are rounded to fives: from one day to the next they do not follow a single person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.core.cache import cache

from certification.enums import State
from certification.models import Outlook
from wikilearn.core.dates import today
from wikilearn.core.disclosure import share
from wikilearn.core.overlaps import publishable
from wikilearn.movement.models import Right

COVERED = frozenset({State.CERTIFIED, State.RENEWAL_DUE, State.PAUSED})
"""Who is in one of these states has all that the right asks for."""
EVERYWHERE = "*"
"""In place of a kind of wiki: rights that hold on all wikis."""
SEVERAL = "several"
"""In place of a kind of wiki or a region: of people who hold the right in more than one."""
INTERNATIONAL = "international"
"""In place of a region: wikis that serve no single country or area."""
STEP, KEEP = 5, 3600


@dataclass(frozen=True, slots=True)
class Row:
    """One right on one kind of wiki (`project`) or in one `region`, without both everywhere. `percent` None: hidden.

    `region` is an M49 code, `INTERNATIONAL` or `SEVERAL`.
    """

    right: str
    project: str | None
    percent: int | None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rows as they were on `day`."""

    day: date
    rows: list[Row]


@dataclass(slots=True)
class Group:
    """Who holds a right on one kind of wiki: names, so that nobody counts twice."""

    project: str
    certified: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def coverage() -> Coverage:
    """Today's figures, worked out at most once an hour."""
    day = today()
    return cast(Coverage, cache.get_or_set(f"certification:coverage:{day}", lambda: measure(day), KEEP))


def measure(day: date) -> Coverage:
    """The figures from the outlooks of all who need a certification, private wikis left out."""
    rights: dict[str, dict[str, Holder]] = {}
    needed = Outlook.objects.exclude(state=State.NOT_REQUIRED).exclude(holding__wiki__private=True)
    columns = ("right__key", "wiki__project", "wiki__territory__region", "username")
    held = needed.order_by().values_list(*(f"holding__{column}" for column in columns), "state")
    for right, project, region, username, state in held.iterator():
        holder = rights.setdefault(right, {}).setdefault(username, Holder())
        holder.projects.add(project or EVERYWHERE)
        holder.regions.add(region or INTERNATIONAL)
        holder.certified &= state in COVERED
    return Coverage(day=day, rows=[row for right in sorted(rights) for row in told_of(right, rights[right])])


@dataclass(slots=True)
class Holder:
    """Where somebody holds a right, and whether they are certified for it everywhere."""

    projects: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    certified: bool = True


Place = tuple[str | None, str | None]
"""Kind of wiki and region of a row."""


def told_of(right: str, holders: Mapping[str, Holder]) -> list[Row]:
    """The rows of one right: of all its holders, by kind of wiki if there are several, by region if there are any."""
    groups: dict[Place, set[str]] = {(None, None): set(holders)}
    projects = sorted({_only(holder.projects) for holder in holders.values()})
    regions = sorted({_only(holder.regions) for holder in holders.values()})
    if len(projects) == 1 and regions == [INTERNATIONAL]:
        groups = {(projects[0], None): set(holders)}
    elif len(projects) > 1:
        groups |= {(each, None): _where(holders, "projects", each) for each in projects}
    if regions != [INTERNATIONAL]:
        groups |= {(None, each): _where(holders, "regions", each) for each in regions}
    certified = {name for name, holder in holders.items() if holder.certified}
    shown = publishable(groups, certified, first=(None, None))
    return [
        Row(right, project, _rounded(people, certified) if (project, region) in shown else None, region)
        for (project, region), people in groups.items()
    ]


def _only(places: set[str]) -> str:
    return next(iter(places)) if len(places) == 1 else SEVERAL


def _where(holders: Mapping[str, Holder], by: str, place: str) -> set[str]:
    return {name for name, holder in holders.items() if _only(getattr(holder, by)) == place}


def _rounded(people: set[str], certified: set[str]) -> int | None:
    return percent([Group("", people & certified, people - certified)])


def rows_of(right: str, groups: Sequence[Group]) -> list[Row]:
    """The rows of one right, hidden where they would tell too much; that of all kinds first if there are several."""
    for group in groups:
        group.certified -= group.others
    groups = sorted(groups, key=lambda group: group.project)
    hidden = {group.project for group in groups if percent([group]) is None}
    while hidden and percent([group for group in groups if group.project in hidden]) is None:
        shown = [group for group in groups if group.project not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda group: (len(group.certified | group.others), group.project)).project)
    rows = [Row(right, each.project, None if each.project in hidden else percent([each])) for each in groups]
    return [Row(right, None, percent(groups)), *rows] if len(groups) > 1 else rows


def percent(groups: Iterable[Group]) -> int | None:
    """How many of a hundred are certified, in fives; None where it would say too much of somebody.

    0 and 100 are said only where they are exact: nobody, and everybody.
    """
    certified: set[str] = set()
    others: set[str] = set()
    for group in groups:
        certified |= group.certified
        others |= group.others
    certified -= others
    exact = share(len(certified), len(certified | others))
    if exact is None or not (certified and others):
        return exact
    return min(max(STEP, STEP * round(exact / STEP)), 100 - STEP)


def names() -> dict[str, str]:
    """What rights are called in the language of the page, by key."""
    return {right.key: right.name for right in Right.objects.all()}
