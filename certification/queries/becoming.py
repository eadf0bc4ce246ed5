"""What somebody has and lacks for a right that they may not hold yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from certification.enums import NextStep
from certification.models import Fact
from certification.queries.asking import Required, requirements
from certification.readiness import READY
from certification.standing import RequirementRow, Standing, readiness
from courses.enums import CoursePath
from courses.models import CompiledCourse
from wikilearn.core.languages import fallback_chain
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Step:
    """A course that serves the next step in a topic: `minutes` of reading, in `language`; `readable`: one of theirs."""

    topic: str
    label: str
    slug: str
    title: str
    minutes: int
    language: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Becoming:
    """The way to a right: where the person stands, and the requirements that come later."""

    standing: Standing
    required: Required
    coming: list[RequirementRow]

    @property
    def ready(self) -> bool:
        """Nothing that is required today is missing."""
        return self.standing.state in READY


def way_to(right: str, person: Person | None, at: date) -> Becoming:
    """For the right of that key; nobody in particular has nothing yet. Two queries at most."""
    facts = Fact.objects.filter(person=person).rows_by_person().get(person.pk, []) if person else []
    required = requirements([right])
    coming = [
        row
        for row in required.rows
        if row.path == "first" and row.in_force_from > at and row.in_force_from != row.in_force_until
    ]
    return Becoming(readiness(right, facts, required.rows, at), required, sorted(coming, key=lambda row: row[1:3]))


def steps_to(way: Becoming, languages: Sequence[str]) -> list[Step]:
    """For each topic with a next step, the course to take, in the first of these languages in which one is published.

    Where a requirement names a course, that one; else a course of the topic of the path that the step needs, the full
    course if there is no refresher. Topics without any course are left out. One query.
    """
    waiting = {each.topic: each for each in way.standing.topics if each.next_step in _TAKEN}
    if not waiting:
        return []
    chain = {tag: place for place, tag in enumerate(fallback_chain(languages))}
    mine = {tag for language in languages for tag in fallback_chain([language], last=language)}
    found: dict[str, list[tuple[Any, Step]]] = {}
    columns = ("topic__key", "course__slug", "course__path", "language", "title", "minutes")
    for key, slug, path, language, title, minutes in _published(waiting).values_list(*columns):
        topic = waiting[key]
        if topic.course not in (None, slug):
            continue
        wanted = CoursePath.REFRESHER if topic.next_step is NextStep.RENEW else CoursePath.FULL
        if topic.course is None and path not in (wanted, CoursePath.FULL):
            continue
        rank = (language not in mine, path != wanted, chain.get(language, len(chain)), slug, language)
        label = str(topic.next_step.label)
        found.setdefault(key, []).append((rank, Step(key, label, slug, title, minutes, language, language in mine)))
    return [min(found[key], key=itemgetter(0))[1] for key in waiting if key in found]


_TAKEN = frozenset({NextStep.TAKE, NextStep.RENEW, NextStep.RETAKE})


def _published(topics: Collection[str]) -> QuerySet[CompiledCourse]:
    return CompiledCourse.objects.filter(
        topic__key__in=topics, course__published_revision__isnull=False, course__delta_requests=None
    ).order_by()
