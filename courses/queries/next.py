"""What a learner could do next, and what they have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums import CoursePath
from courses.models import Attempt, CompiledCourse, Completion, Course, Enrolment, LessonRead
from courses.queries.catalogue import Card, cards_of
from courses.queries.packs import ShownPack, packs_of, shown_packs
from courses.queries.reading import language_place
from courses.queries.shelf import shelf
from courses.renewals import due_topics
from wikilearn.people.models import Person

MOST = 4
LEVELS = {"beginner": 0, "intermediate": 1, "advanced": 2}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A course to go on with, and why."""

    card: Card
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a learner did. `what`: enrolled, read, attempted or passed."""

    what: str
    at: datetime
    slug: str
    title: str
    lesson_key: str


def what_next(person: Person, *, chain: Sequence[str], packs: Sequence[ShownPack] | None = None) -> list[Suggestion]:
    """The refresher that is due, the next course of each pack, then courses on the topic of the last pass.

    Courses that the person takes or has passed are left out, but for refreshers that are due. `packs`: those that the
    person takes, if they have been fetched.
    """
    why: dict[int, str | Promise] = {}
    for pk in _refreshers(person):
        why.setdefault(pk, _("Your certification in this topic ends soon or has ended."))
    mine = set(Enrolment.objects.of(person).taking().values_list("course_id", flat=True))
    passed = list(
        Completion.objects.filter(person=person).order_by("-passed_at", "-pk").values_list("course_id", flat=True)
    )
    for pack in shown_packs(packs_of(person), reader=person, chain=chain) if packs is None else packs:
        if pack.taking and pack.next_id is not None and pack.next_id not in mine:
            why.setdefault(pack.next_id, _("The next course of a learning pack that you take."))
    for pk in _related(passed, mine):
        why.setdefault(pk, _("On the topic of the course that you passed last."))
    cards = cards_of(list(why), chain)[:MOST]
    return [Suggestion(card, why[card.entry.course_id]) for card in cards]


def _refreshers(person: Person) -> list[int]:
    """A course for each topic that is due: a refresher where there is one."""
    topics = due_topics(person)
    if not topics:
        return []
    courses = Course.objects.served().filter(topic__in=topics)
    best: dict[int, tuple[bool, int]] = {}
    for pk, topic, path in courses.order_by("pk").values_list("pk", "topic_id", "path"):
        offer = (path != CoursePath.REFRESHER, pk)
        best[topic] = min(best.get(topic, offer), offer)
    return [best[topic][1] for topic in topics if topic in best]


def _related(passed: Sequence[int], mine: set[int]) -> list[int]:
    """Courses with the topic of the last pass, those of the next level first."""
    if not passed:
        return []
    shelved = shelf()
    last = shelved.bits(passed[:1])
    topic = next((bits for (facet, _value), bits in shelved.having.items() if facet == "topic" and bits & last), 0)
    level = next((LEVELS[v] for (facet, v), bits in shelved.having.items() if facet == "level" and bits & last), 0)
    known = shelved.bits([*passed, *mine])
    found = []
    for name, _rank in sorted(LEVELS.items(), key=lambda each: abs(each[1] - level - 1)):
        found += list(shelved.chosen(topic & ~known & shelved.having.get(("level", name), 0)))[:MOST]
    return found


def activity_of(person: Person) -> "QuerySet[Any, Any]":
    """Rows of (what, at, course id, lesson key), the newest first."""
    said = {
        "enrolled": Enrolment.objects.of(person).annotate(
            what=_word("enrolled"), at=F("enrolled_at"), about=F("course_id"), place=_word("")
        ),
        "read": LessonRead.objects.filter(enrolment__person=person).annotate(
            what=_word("read"), at=F("read_at"), about=F("enrolment__course_id"), place=F("lesson_key")
        ),
        "attempted": Attempt.objects.of(person).annotate(
            what=_word("attempted"), at=F("started_at"), about=F("enrolment__course_id"), place=_word("")
        ),
        "passed": Completion.objects.filter(person=person).annotate(
            what=_word("passed"), at=F("passed_at"), about=F("course_id"), place=_word("")
        ),
    }
    first, *others = [rows.order_by().values_list("what", "at", "about", "place") for rows in said.values()]
    every: QuerySet[Any, Any] = first.union(*others, all=True)
    return every.order_by("-at", "what", "place")


def deeds(rows: Sequence[Any], *, chain: Sequence[str]) -> list[Deed]:
    """The rows of one page with the titles of their courses; two queries."""
    ids = {about for _what, _at, about, _place in rows}
    slugs = dict(Course.objects.filter(pk__in=ids).values_list("pk", "slug"))
    entries = CompiledCourse.objects.filter(course__in=ids).annotate(rank=language_place(chain))
    titles = dict(entries.order_by("-rank", "completeness").values_list("course_id", "title"))
    return [
        Deed(what=what, at=at, slug=slugs[about], title=titles.get(about, slugs[about]), lesson_key=place)
        for what, at, about, place in rows
    ]


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
