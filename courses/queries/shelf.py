"""The whole catalogue in memory, for counting: which course has which property, as one bit each.

A filter is an AND of two numbers, a count the number of its bits: with 10,000 courses a thousandth of a millisecond.
Every web process keeps one `Shelf` and asks one small query whether it is still current: whatever writes catalogue
entries leaves a `CatalogueChange`. What stands in other tables (names, satisfaction, rights, cohorts) is at most
`OLDEST` seconds old.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd
from django.db.models import Count, F, Max, Q, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from courses import rights
from courses.enums import CourseKind
from courses.models import CatalogueChange, Cohort, CompiledCourse, Satisfaction, Topic
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Right

OLDEST = 300
FEWEST_ANSWERS = 5
"""So many people must have rated a course before anybody sees how."""


class Length(TextChoices):
    """How long a course takes."""

    SHORT = "short", _("Up to 30 minutes")
    MEDIUM = "medium", _("30 minutes to 2 hours")
    LONG = "long", _("More than 2 hours")


class Way(TextChoices):
    """How a course can be taken."""

    ALONE = "alone", _("At any time, alone")
    TOGETHER = "together", _("With a group and live sessions")
    OFFLINE = "offline", _("Can be read offline")


class Order(TextChoices):
    """What comes first."""

    NEWEST = "newest", _("Newest")
    SHORTEST = "shortest", _("Shortest")
    LIKED = "liked", _("Best rated")


def length_of(minutes: int) -> Length:
    """The range that so many minutes fall into."""
    return Length.SHORT if minutes <= 30 else Length.MEDIUM if minutes <= 120 else Length.LONG


@dataclass(frozen=True, slots=True)
class Shelf:
    """The courses of the catalogue in the order of browsing: a course is a place in `ids`, a property a set of bits.

    `having` maps (facet, value) to those who have it; `orders` are places in other orders; `titles` of values that
    have a name of their own are in `topics`, `organisations` and `rights`.
    """

    ids: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    having: dict[tuple[str, str], int] = field(default_factory=dict)
    orders: dict[str, Sequence[int]] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    spoken: list[languages.Language] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)

    @property
    def all(self) -> int:
        """Every course."""
        return (1 << len(self.ids)) - 1

    def bits(self, course_ids: Iterable[int]) -> int:
        """The courses with these primary keys; others are left out."""
        return _bits((self.places[pk] for pk in course_ids if pk in self.places), len(self.ids))

    def chosen(self, bits: int, order: str = "") -> "Chosen":
        """The primary keys of these courses in an order."""
        return Chosen(self, bits, self.orders.get(order) or range(len(self.ids)))


class Chosen(Sequence[int]):
    """Primary keys of some courses in an order, found as far as they are asked for."""

    def __init__(self, shelf: Shelf, bits: int, order: Sequence[int]) -> None:
        self._shelf, self._bits, self._order = shelf, bits, order

    def __len__(self) -> int:
        return self._bits.bit_count()

    @overload
    def __getitem__(self, wanted: int) -> int: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[int]: ...

    def __getitem__(self, wanted: int | slice) -> int | list[int]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start, stop, _step = wanted.indices(len(self))
        found: list[int] = []
        for number, pk in enumerate(self):
            if number >= stop:
                break
            if number >= start:
                found.append(pk)
        return found

    def __iter__(self) -> Iterator[int]:
        there = self._bits.to_bytes(len(self._shelf.ids) // 8 + 1, "little")
        for place in self._order:
            if there[place >> 3] >> (place & 7) & 1:
                yield self._shelf.ids[place]


_kept: tuple[Any, float, Shelf] | None = None


def shelf() -> Shelf:
    """The catalogue as it is; one query while nothing has changed."""
    global _kept
    version = tuple(CatalogueChange.objects.aggregate(n=Count("pk"), last=Max("pk"), of=Sum("pk")).values())
    now = time.monotonic()
    if _kept is None or _kept[0] != version or now - _kept[1] > OLDEST:
        _kept = (version, now, _fill())
    return _kept[2]


def _fill() -> Shelf:
    rows: list[Any] = list(
        CompiledCourse.objects.values("course_id")
        .annotate(
            revision=Max("revision_id"),
            about=Max("topic_id"),
            mandatory_first=BoolAnd("topic__mandatory"),
            organisation=Max("organisation_id"),
            level=Max("level"),
            kind=Max("kind"),
            minutes=Max("minutes"),
            audiences=Max("audiences"),
            offline=BoolAnd("readable_offline"),
            offered=ArrayAgg("language"),
            complete=ArrayAgg("language", filter=Q(completeness=100), default=[]),
        )
        .order_by(F("mandatory_first").desc(nulls_last=True), "-revision", "-course_id")
    )
    ids = [row["course_id"] for row in rows]
    places = {pk: place for place, pk in enumerate(ids)}
    topics = list(Topic.objects.filter(pk__in={row["about"] for row in rows}))
    organisations = list(Organisation.objects.filter(pk__in={row["organisation"] for row in rows}).order_by("name"))
    having = _having(rows, topics, organisations)
    asked = _rights(having, topics, places)
    tags = sorted(value for facet, value in having if facet == "language")
    return Shelf(
        ids=ids,
        places=places,
        having=having,
        orders=_orders(rows, places),
        topics=topics,
        organisations=organisations,
        spoken=[languages.get(tag) for tag in tags],
        rights=asked,
    )


def _having(
    rows: Sequence[Any], topics: Sequence[Topic], organisations: Sequence[Organisation]
) -> dict[tuple[str, str], int]:
    keys = {topic.pk: topic.key for topic in topics}
    slugs = {each.pk: each.slug for each in organisations}
    together = set(Cohort.objects.upcoming().values_list("course_id", flat=True))
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        values = [
            ("organisation", slugs[row["organisation"]]),
            ("level", row["level"]),
            ("length", length_of(row["minutes"]).value),
            *(("language", tag) for tag in row["offered"]),
            *(("complete", tag) for tag in row["complete"]),
            *(("audience", audience) for audience in row["audiences"]),
            ("way", (Way.TOGETHER if row["course_id"] in together else Way.ALONE).value),
        ]
        if row["about"]:
            values.append(("topic", keys[row["about"]]))
        if row["offline"]:
            values.append(("way", Way.OFFLINE.value))
        if row["kind"] == CourseKind.MANDATORY:
            values.append(("mandatory", "on"))
        for value in values:
            places[value].append(place)
    return {value: _bits(those, len(rows)) for value, those in places.items()}


def _rights(having: dict[tuple[str, str], int], topics: Sequence[Topic], places: dict[int, int]) -> list[Right]:
    """Put the courses for each right into `having`; gives the rights that have some."""
    keys = {topic.pk: topic.key for topic in topics}
    found = []
    for each in rights.needs():
        bits = _bits((places[pk] for pk in each.courses if pk in places), len(places))
        for topic in each.topics:
            bits |= having.get(("topic", keys.get(topic, "")), 0)
        if bits:
            having["right", each.right.key] = bits
            found.append(each.right)
    return found


def _orders(rows: Sequence[Any], places: dict[int, int]) -> dict[str, Sequence[int]]:
    every = range(len(rows))
    rated = {
        places[pk]: total / answers
        for pk, answers, total in Satisfaction.objects.filter(answers__gte=FEWEST_ANSWERS).values_list(
            "course_id", "answers", "total"
        )
        if pk in places
    }
    return {
        Order.NEWEST: sorted(every, key=lambda place: -rows[place]["revision"]),
        Order.SHORTEST: sorted(every, key=lambda place: rows[place]["minutes"]),
        Order.LIKED: sorted(every, key=lambda place: -rated.get(place, 0)),
    }


def _bits(places: Iterable[int], size: int) -> int:
    row = bytearray(size // 8 + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")
