"""How many of those who hold a right are certified, by right and kind of wiki, told so that nobody can be picked out.

Who holds a right is often public, so how many hold it is no secret; who of them is certified is. A row is told if its
certified people and the others are enough each (`disclosure.share`). The row of all kinds is their sum: what is hidden
could be worked out from it, so further rows are hidden until those that are hidden together are enough as well.
Percentages are rounded to fives: from one day to the next they do not follow a single person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.core.cache import cache

from certification.enums import State
from certification.models import Outlook
from wikilearn.core.dates import today
from wikilearn.core.disclosure import share
from wikilearn.movement.models import Right

COVERED = frozenset({State.CERTIFIED, State.RENEWAL_DUE, State.PAUSED})
"""Who is in one of these states has all that the right asks for."""
EVERYWHERE = "*"
"""In place of a kind of wiki: rights that hold on all wikis."""
STEP, KEEP = 5, 3600


@dataclass(frozen=True, slots=True)
class Row:
    """One right on one kind of wiki (`project`; None: on all kinds together). `percent` None: hidden."""

    right: str
    project: str | None
    percent: int | None


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
    rights: dict[str, dict[str, Group]] = {}
    needed = Outlook.objects.exclude(state=State.NOT_REQUIRED).exclude(holding__wiki__private=True)
    columns = ("holding__right__key", "holding__wiki__project", "holding__username", "state")
    for right, project, username, state in needed.order_by().values_list(*columns).iterator():
        place = project or EVERYWHERE
        group = rights.setdefault(right, {}).setdefault(place, Group(place))
        (group.certified if state in COVERED else group.others).add(username)
    rows = [row for right in sorted(rights) for row in rows_of(right, list(rights[right].values()))]
    return Coverage(day=day, rows=rows)


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
