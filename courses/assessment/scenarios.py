"""Branching scenarios: situations, choices, and where each leads.

A question of kind `scenario` keeps in its `settings`

    {"start": "n1", "nodes": [{"id": "n1", "choices": [{"id": "a", "to": "n2", "points": 2}, {"id": "b", "to": null}]}]}

and in its `answer` nothing (`{}`: what counts is the points that were gained, as a part of the most that can be) or
`{"paths": [["n1.a", "n2.c"]]}` (one of these ways must be gone, to its end; points do not count). Its texts are
`prompt`, `node.<node>`, `choice.<node>.<choice>`, and `feedback.<node>.<choice>`, which is shown at once in practice
and after handing in in an assessment. `to: null` ends the scenario. Points may be negative; no score falls below 0.

An answer is the way that was gone: `["n1.a", "n2.c"]`. A step cannot be taken back. The graph never leaves the server:
a page shows the situation that a person has come to, and its choices.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_NODES, MOST_CHOICES, MOST_POINTS = 60, 10, 100
ID = re.compile(r"^[A-Za-z0-9_-]{1,40}$")


@dataclass(frozen=True, slots=True)
class Choice:
    """`to` is the node that follows, None at the end."""

    id: str
    to: str | None
    points: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A graph that `problems` found nothing wrong with: every walk through it ends."""

    start: str
    nodes: Mapping[str, Mapping[str, Choice]]

    @classmethod
    def of(cls, settings: Mapping[str, Any], *, with_points: bool = True) -> "Scenario":
        """From the settings of a question; without points where the answers are not in yet."""
        return cls(
            start=settings["start"],
            nodes={
                node["id"]: {
                    choice["id"]: Choice(choice["id"], choice.get("to"), _points(choice) if with_points else 0)
                    for choice in node["choices"]
                }
                for node in settings["nodes"]
            },
        )

    def steps(self, path: Sequence[str]) -> Iterator[tuple[str, Choice]]:
        """The nodes passed and what was chosen there, as far as the path can be walked."""
        here: str | None = self.start
        for step in path:
            node, _dot, chosen = step.partition(".")
            if here is None or node != here or chosen not in self.nodes[here]:
                return
            choice = self.nodes[here][chosen]
            yield here, choice
            here = choice.to

    def walked(self, path: Sequence[str], *more: str) -> list[str]:
        """The path, and of `more` whatever leads on from it: stale and foreign steps are left out."""
        gone = [f"{node}.{choice.id}" for node, choice in self.steps(path)]
        for step in more:
            node, _dot, chosen = step.partition(".")
            here = self.at(gone)
            if here is not None and node == here and chosen in self.nodes[here]:
                gone.append(step)
        return gone

    def at(self, path: Sequence[str]) -> str | None:
        """The node that the path has led to; None at an end."""
        here: str | None = self.start
        for _node, choice in self.steps(path):
            here = choice.to
        return here

    def earned(self, path: Sequence[str]) -> int:
        """The points gained on a path."""
        return sum(choice.points for _node, choice in self.steps(path))

    def best(self) -> int:
        """The most points that a walk can gain."""
        return self._most(self.start, {})

    def _most(self, node: str, known: dict[str, int]) -> int:
        if node not in known:
            known[node] = max(
                choice.points + (self._most(choice.to, known) if choice.to is not None else 0)
                for choice in self.nodes[node].values()
            )
        return known[node]


def problems(settings: Mapping[str, Any], answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a scenario: `(code, where)`, empty if every walk ends and something can be gained.

    Codes: `shape`, `id`, `twice`, `start`, `unknown`, `dead_end`, `loop`, `unreachable`, `points`, `path`, `large`.
    """
    shape = list(_shape(settings))
    if shape:
        return shape
    graph = {node["id"]: [choice.get("to") for choice in node["choices"]] for node in settings["nodes"]}
    found = [("dead_end", node) for node, ways in graph.items() if not ways]
    found += [("unknown", f"{node}: {to}") for node, ways in graph.items() for to in ways if to and to not in graph]
    if settings["start"] not in graph:
        found.append(("start", str(settings["start"])))
    if found:
        return found
    if loop := _loop(graph):
        return [("loop", loop)]
    reached = _reached(graph, settings["start"])
    found += [("unreachable", node) for node in graph if node not in reached]
    return found + list(_value(Scenario.of(settings), answer))


def _shape(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    nodes = settings.get("nodes")
    if not isinstance(nodes, list) or not nodes or not isinstance(settings.get("start"), str):
        yield "shape", ""
        return
    if len(nodes) > MOST_NODES:
        yield "large", ""
        return
    seen: set[str] = set()
    for node in nodes:
        if not isinstance(node, dict) or not isinstance(node.get("choices"), list):
            yield "shape", ""
            return
        yield from _named(node, seen)
        if len(node["choices"]) > MOST_CHOICES:
            yield "large", str(node.get("id"))
        choices: set[str] = set()
        for choice in node["choices"]:
            if not isinstance(choice, dict) or not isinstance(choice.get("to"), str | None):
                yield "shape", str(node.get("id"))
                continue
            yield from _named(choice, choices)
            if not isinstance(points := choice.get("points", 0), int) or abs(points) > MOST_POINTS:
                yield "points", f"{node.get('id')}.{choice.get('id')}"


def _named(each: Mapping[str, Any], seen: set[str]) -> Iterator[tuple[str, str]]:
    name = each.get("id")
    if not isinstance(name, str) or not ID.match(name):
        yield "id", str(name)
    elif name in seen:
        yield "twice", name
    else:
        seen.add(name)


def _loop(graph: Mapping[str, list[str | None]]) -> str:
    """A node that can be come back to; empty if there is none. Nodes whose ways all end are taken away in turn."""
    left = {node: {to for to in ways if to} for node, ways in graph.items()}
    while ended := [node for node, ways in left.items() if not ways & left.keys()]:
        for node in ended:
            del left[node]
    return next(iter(left), "")


def _reached(graph: Mapping[str, list[str | None]], start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for to in graph[waiting.pop()]:
            if to and to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


def _value(scenario: Scenario, answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    paths = answer.get("paths")
    if not paths:
        if scenario.best() <= 0:
            yield "points", ""
        return
    for path in paths if isinstance(paths, list) else [paths]:
        whole = isinstance(path, list) and all(isinstance(step, str) for step in path)
        if not whole or scenario.walked(path) != path or scenario.at(path) is not None:
            yield "path", " ".join(map(str, path)) if isinstance(path, list) else str(path)


def _points(choice: Mapping[str, Any]) -> int:
    return int(choice.get("points") or 0)
