"""Which of several groups that overlap may be published together, each with the share of its people that is marked.

Who is in which group may be known to everybody; who of them is marked is not. Whoever knows the figures of some groups
can add and subtract them: two groups that share all but three people tell how many of these three are marked. So the
published groups cut all people into *parts*: two people are in the same part if they are in the same published groups.
Every figure that follows from the published ones, by whatever arithmetic, is about whole parts together. If each part
tells nothing of somebody by itself (`disclosure.share`), then no union of parts does: its marked people, and its
others, are enough as well, or all of them are of one kind and there are many. That is what `publishable` sees to.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Set
from typing import TypeVar

from wikilearn.core.disclosure import share

Name = TypeVar("Name", bound=Hashable)
Sizes = dict[frozenset[Name], tuple[int, int]]
"""Which groups people are in → how many of them are marked, and how many are not."""


def publishable(groups: Mapping[Name, Set[str]], marked: Set[str], *, first: Name | None = None) -> set[Name]:
    """The names of the groups whose share may be published together; `first` is given up last.

    Small groups are hidden before large ones. The order of the groups decides between two of the same size.
    """
    everybody = _sizes(groups, marked)
    shown = {name for name, people in groups.items() if _safe(len(people & marked), len(people - marked))}
    order = {name: (name == first, len(people), place) for place, (name, people) in enumerate(groups.items())}
    while (part := _telling(everybody, shown)) is not None:
        inside = part - {first}
        candidates = inside or shown - {first} or shown
        shown.remove(min(candidates, key=order.__getitem__))
    return shown


def _sizes(groups: Mapping[Name, Set[str]], marked: Set[str]) -> "Sizes[Name]":
    of_person: dict[str, list[Name]] = {}
    for name, people in groups.items():
        for person in people:
            of_person.setdefault(person, []).append(name)
    with_mark: Counter[frozenset[Name]] = Counter()
    without: Counter[frozenset[Name]] = Counter()
    for person, names in of_person.items():
        (with_mark if person in marked else without)[frozenset(names)] += 1
    return {names: (with_mark[names], without[names]) for names in with_mark.keys() | without.keys()}


def _telling(everybody: "Sizes[Name]", shown: set[Name]) -> frozenset[Name] | None:
    """The published groups around a part that would tell something of a few people; None if there is no such part.

    Who is in no published group is in no figure either.
    """
    parts: dict[frozenset[Name], tuple[int, int]] = {}
    for names, (with_mark, without) in everybody.items():
        part = names & shown
        before = parts.get(part, (0, 0))
        parts[part] = (before[0] + with_mark, before[1] + without)
    telling = [part for part, sizes in parts.items() if part and not _safe(*sizes)]
    return min(telling, key=lambda part: (sum(parts[part]), sorted(map(str, part))), default=None)


def _safe(with_mark: int, without: int) -> bool:
    return share(with_mark, with_mark + without) is not None
