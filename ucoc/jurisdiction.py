"""Who is responsible: a pure resolver over loaded rules.

A `Table` is made once from rules and bodies and then answers `route` by two look-ups. Rules are tried in order, the
first that matches counts. From it the path follows the fallbacks; a step for which there is no body that could take
the case (none of that kind in the place, suspended, too few eligible members, falling short) is left out. At the end
stand the U4C and trust and safety, whatever the rules say, so a path is never empty. No body comes twice.

>>> path = trace({"a": "b", "b": None}, "a")
>>> path
('a', 'b')
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from ucoc.enums import (
    LAST_RESORT,
    AccusedRole,
    Conduct,
    Place,
    Reach,
    Severity,
)


class Question(NamedTuple):
    """What somebody wants to know who is responsible for. `wiki` is a database name, `organisation` a slug."""

    conduct: str = Conduct.NOT_SURE
    severity: str = Severity.NORMAL
    place: str = Place.ELSEWHERE
    wiki: str | None = None
    several_wikis: bool = False
    accused_roles: frozenset[str] = frozenset()
    organisation: str | None = None


class Step(NamedTuple):
    """A body on the path, with hours and days that it has, and the passage that says so."""

    body: Any
    acknowledge_within: int
    decide_within: int
    reference: str


class Rule(NamedTuple):
    """A rule as the resolver reads it; empty sets and an empty `reach` match everything.

    `kind` or `body` (the key of a body) is responsible; `fallback` is the key of the rule to go on with.
    """

    key: str
    kind: str = ""
    body: Hashable = None
    conducts: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    reach: str = ""
    acknowledge_within: int | None = None
    decide_within: int | None = None
    fallback: str | None = None
    reference: str = ""

    def matches(self, cell: "Cell") -> bool:
        """Whether it speaks of this combination."""
        return (
            (not self.conducts or cell.conduct in self.conducts)
            and (not self.severities or cell.severity in self.severities)
            and (not self.places or cell.place in self.places)
            and (not self.roles or cell.role in self.roles)
            and (not self.reach or cell.reach == self.reach)
        )


class Cell(NamedTuple):
    """One combination of what rules look at."""

    conduct: str
    severity: str
    place: str
    role: str
    reach: str


class Seat(NamedTuple):
    """A body as the resolver reads it. `able`: it may get new cases now. `body` is what a `Step` hands out."""

    key: Hashable
    kind: str
    wiki: str | None
    organisation: str | None
    acknowledge_within: int
    decide_within: int
    able: bool = True
    body: Any = None


class Circular(ValueError):
    """A path of fallbacks comes back to a rule where it was before; `keys` are the rules of the circle."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(" → ".join(keys))
        self.keys = keys


class NobodyLeft(LookupError):
    """There is neither a U4C nor a trust and safety team that could take a case: the site is not set up."""


_ROLE_RANK = {role.value: rank for rank, role in enumerate(AccusedRole)}
_NO_ROLE = AccusedRole.NONE.value
_REACH = (Reach.ONE.value, Reach.SEVERAL.value)


def cells() -> Iterator[Cell]:
    """Every combination that a question can be about."""
    for values in product(Conduct.values, Severity.values, Place.values, AccusedRole.values, Reach.values):
        cell = Cell(*values)
        if is_possible(cell):
            yield cell


def is_possible(cell: Cell) -> bool:
    """“On several wikis” always concerns several, “on one wiki” only one."""
    if cell.place == Place.SEVERAL_WIKIS:
        return cell.reach == Reach.SEVERAL
    return cell.place != Place.ONE_WIKI or cell.reach == Reach.ONE


def trace(fallbacks: Mapping[str, str | None], start: str) -> tuple[str, ...]:
    """The keys from a rule along its fallbacks; `Circular` if that never ends, `KeyError` for an unknown rule."""
    path: list[str] = []
    here: str | None = start
    while here is not None:
        if here in path:
            raise Circular((*path[path.index(here) :], here))
        path.append(here)
        here = fallbacks[here]
    return tuple(path)


@dataclass(frozen=True, slots=True)
class Table:
    """Rules and bodies, made ready by `compile_table`. `number` is the version of the rules."""

    number: int
    first: Mapping[tuple[str, str, str, str, str], tuple[Rule, ...]]
    seats: Mapping[Hashable, Seat]
    by_place: Mapping[tuple[str, str | None, str | None], Seat]
    wikis: frozenset[str]
    organisations: frozenset[str]
    ends: tuple[Seat, ...]
    memory: dict[tuple[str, str | None, str | None], tuple[Step, ...]] = field(default_factory=dict)

    def rules_of(self, cell: Cell) -> tuple[Rule, ...]:
        """The rule that decides the combination, then its fallbacks."""
        return self.first[cell]


def compile_table(number: int, rules: Sequence[Rule], seats: Iterable[Seat]) -> Table:
    """Make a table ready. `Circular`, `KeyError` and `NobodyLeft` where it could not always answer."""
    by_key = {rule.key: rule for rule in rules}
    fallbacks = {rule.key: rule.fallback for rule in rules}
    chains = {key: tuple(by_key[each] for each in trace(fallbacks, key)) for key in by_key}
    at = {seat.key: seat for seat in seats}
    able = {(seat.kind, seat.wiki, seat.organisation): seat for seat in at.values() if seat.able}
    ends = _ends(at.values())
    if not ends:
        raise NobodyLeft
    first: dict[tuple[str, str, str, str, str], tuple[Rule, ...]] = {
        cell: next((chains[rule.key] for rule in rules if rule.matches(cell)), ()) for cell in cells()
    }
    return Table(
        number,
        first,
        at,
        able,
        frozenset(seat.wiki for seat in able.values() if seat.wiki is not None),
        frozenset(seat.organisation for seat in able.values() if seat.organisation is not None),
        ends,
    )


def _ends(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """The last resort; where nobody of it could work, it still holds what comes, rather than nobody."""
    last = [seat for kind in LAST_RESORT for seat in seats if seat.kind == kind and seat.wiki is None]
    return tuple(seat for seat in last if seat.able) or tuple(last)


def cell_of(question: Question) -> Cell:
    """The combination that a question is about: of several roles the one that asks for most distance."""
    return Cell(*_cell(question))


def _cell(question: Question) -> tuple[str, str, str, str, str]:
    """The same as a plain tuple, which is quicker to make and finds the same key."""
    conduct, severity, place, _wiki, several, roles, _organisation = question
    if place == "several_wikis":
        several = True
    elif place == "one_wiki":
        several = False
    role = min(roles, key=_ROLE_RANK.__getitem__) if roles else _NO_ROLE
    return conduct, severity, place, role, _REACH[several]


def route(table: Table, question: Question) -> tuple[Step, ...]:
    """The path of a question: the first step is responsible, the others are where it climbs; never empty.

    `KeyError` for words that are not those of the enums.
    """
    rules = table.first[_cell(question)]
    wiki = question.wiki if question.wiki in table.wikis else None
    organisation = question.organisation if question.organisation in table.organisations else None
    key = (rules[0].key if rules else "", wiki, organisation)
    found = table.memory.get(key)
    if found is None:
        found = table.memory[key] = _path(table, rules, wiki, organisation)
    return found


def _path(table: Table, rules: tuple[Rule, ...], wiki: str | None, organisation: str | None) -> tuple[Step, ...]:
    steps: dict[Hashable, Step] = {}
    for rule in rules:
        seat = seat_for(table, rule, wiki, organisation)
        if seat is not None and seat.key not in steps:
            steps[seat.key] = _step(seat, rule)
    for seat in table.ends:
        steps.setdefault(seat.key, _step(seat, None))
    return tuple(steps.values())


def seat_for(table: Table, rule: Rule, wiki: str | None, organisation: str | None) -> Seat | None:
    """The body that a rule means in a place, if it can take cases: the nearest of its kind, or the one it names."""
    if rule.body is not None:
        seat = table.seats.get(rule.body)
        return seat if seat is not None and seat.able else None
    for place in ((wiki, None), (None, organisation), (None, None)):
        seat = table.by_place.get((rule.kind, *place))
        if seat is not None:
            return seat
    return None


def _step(seat: Seat, rule: Rule | None) -> Step:
    return Step(
        seat.body,
        (rule.acknowledge_within if rule else None) or seat.acknowledge_within,
        (rule.decide_within if rule else None) or seat.decide_within,
        rule.reference if rule else "",
    )


class Flaw(NamedTuple):
    """Why a table cannot be used. `what` is one of the constants below, `keys` the rules it is about."""

    what: str
    keys: tuple[str, ...] = ()
    cell: Cell | None = None
    number: int = 0


ITSELF, CIRCLE, UNKNOWN, DEAD_END, UNCOVERED, TWICE = "itself", "circle", "unknown", "dead_end", "uncovered", "twice"


def flaws_of(rules: Sequence[Rule], kind_of: Callable[[Hashable], str | None]) -> list[Flaw]:
    """What is wrong with rules, whoever is in the bodies: an empty list if every combination ends where it must.

    `kind_of` gives the kind of a body by its key.
    """
    flaws = [Flaw(ITSELF, (rule.key,)) for rule in rules if rule.fallback == rule.key]
    fallbacks = {rule.key: rule.fallback for rule in rules}
    flaws += [Flaw(UNKNOWN, (rule.key,)) for rule in rules if rule.fallback and rule.fallback not in fallbacks]
    if flaws:
        return flaws
    by_key = {rule.key: rule for rule in rules}
    circles: set[frozenset[str]] = set()
    for key in by_key:
        try:
            path = trace(fallbacks, key)
        except Circular as circular:
            if frozenset(circular.keys) not in circles:
                circles.add(frozenset(circular.keys))
                flaws.append(Flaw(CIRCLE, circular.keys))
            continue
        flaws += _flaws_of_path(path, by_key, kind_of)
    return flaws + _uncovered(rules)


def _flaws_of_path(
    path: tuple[str, ...], by_key: Mapping[str, Rule], kind_of: Callable[[Hashable], str | None]
) -> Iterator[Flaw]:
    last = by_key[path[-1]]
    if (last.kind or kind_of(last.body)) not in LAST_RESORT:
        yield Flaw(DEAD_END, (path[0], path[-1]))
    targets = [(by_key[key].kind, by_key[key].body) for key in path]
    if len(set(targets)) < len(targets):
        yield Flaw(TWICE, (path[0],))


def _uncovered(rules: Sequence[Rule]) -> list[Flaw]:
    missed = [cell for cell in cells() if not any(rule.matches(cell) for rule in rules)]
    return [Flaw(UNCOVERED, cell=missed[0], number=len(missed))] if missed else []


class Change(NamedTuple):
    """Combinations whose path changes: how many, one of them, and the kinds or bodies before and after."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    number: int
    example: Cell


def changes(old: Sequence[Rule], new: Sequence[Rule]) -> list[Change]:
    """What another version would change, the most frequent change first; both must be without flaws."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Cell]] = {}
    before, after = _targets(old), _targets(new)
    for cell in cells():
        was, will = before(cell), after(cell)
        if was != will:
            found.setdefault((was, will), []).append(cell)
    rows = [Change(was, will, len(its), its[0]) for (was, will), its in found.items()]
    return sorted(rows, key=lambda row: -row.number)


def _targets(rules: Sequence[Rule]) -> Callable[[Cell], tuple[str, ...]]:
    by_key = {rule.key: rule for rule in rules}
    fallbacks = {rule.key: rule.fallback for rule in rules}
    chains = {key: tuple(_name(by_key[each]) for each in trace(fallbacks, key)) for key in by_key}

    def of(cell: Cell) -> tuple[str, ...]:
        return next((chains[rule.key] for rule in rules if rule.matches(cell)), ())

    return of


def _name(rule: Rule) -> str:
    """What a rule aims at with its deadlines, so that a change of these shows too."""
    terms = "".join(
        f" {value}{unit}" for value, unit in ((rule.acknowledge_within, "h"), (rule.decide_within, "d")) if value
    )
    return f"{rule.kind or rule.body}{terms}"


def paths_together(table: Table) -> set[frozenset[Hashable]]:
    """Pairs of bodies that one case can pass, so that nobody should sit in both."""
    pairs: set[frozenset[Hashable]] = set()
    places: list[tuple[str | None, str | None]] = [(None, None)]
    places += [(wiki, None) for wiki in table.wikis] + [(None, each) for each in table.organisations]
    for chain in set(table.first.values()):
        for wiki, organisation in places:
            keys = [seat.key for rule in chain if (seat := seat_for(table, rule, wiki, organisation)) is not None]
            keys += [seat.key for seat in table.ends]
            pairs |= {frozenset((one, other)) for one in keys for other in keys if one != other}
    return pairs
