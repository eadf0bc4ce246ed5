"""Taking times and comparing them."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Result:
    """What one row measured: the figures as printed, whether the aim holds, and the seconds that growth compares."""

    figures: str
    holds: bool
    seconds: float


@dataclass(frozen=True)
class Row:
    """A row of the table; `measure` runs it, at both sizes if it `grows`."""

    name: str
    area: str
    aim: str
    grows: bool
    measure: Callable[..., Result]


ROWS: list[Row] = []


def row(
    name: str, *, area: str, aim: str, grows: bool = False
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register a function as a row of the table; it is called with the running `bench.server.Site`."""

    def register(measure: Callable[..., Result]) -> Callable[..., Result]:
        ROWS.append(Row(name, area, aim, grows, measure))
        return measure

    return register


def medians(*things: Callable[[], object], rounds: int = 60, warm_up: int = 5) -> list[float]:
    """Median duration in seconds of each of the `things`, which take turns."""
    taken: list[list[float]] = [[] for _ in things]
    for turn in range(warm_up + rounds):
        for times, thing in zip(taken, things, strict=True):
            started = time.perf_counter()
            thing()
            if turn >= warm_up:
                times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in taken]


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """A list that holds the duration in seconds once the block is left."""
    result: list[float] = []
    started = time.perf_counter()
    yield result
    result.append(time.perf_counter() - started)


def queries(client: Client, address: str) -> int:
    """How many queries the second request for `address` makes (the first one warms caches).

    As tests count them: where a transaction begins and ends is not a query.
    """
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return sum(each["sql"] not in {"BEGIN", "COMMIT"} for each in captured.captured_queries)
