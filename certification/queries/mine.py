"""What a person sees of their own certification."""

from dataclasses import dataclass
from datetime import date

from certification.enums import GRANTS, GRAVITY, NextStep, State
from certification.models import Fact, Refresher
from certification.periods import NOTHING
from certification.queries.asking import Required, requirements
from certification.rotation import offered
from certification.standing import (
    HoldingRow,
    RequirementRow,
    Standing,
    TopicRule,
    TopicStanding,
    in_force,
    right_standing,
    timelines,
    topic_standing,
)
from courses.enums import CoursePath
from courses.models import Course, Topic
from wikilearn.core.dates import utc_day
from wikilearn.movement.models import Holding
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic as the person sees it; `course` is the slug of what the next step is taken in."""

    topic: Topic
    standing: TopicStanding
    course: str | None


@dataclass(frozen=True, slots=True)
class Mine:
    """The page "my certifications"."""

    at: date
    topics: list[TopicRow]
    standings: list[Standing]
    required: Required

    @property
    def to_do(self) -> list[TopicRow]:
        """Topics with a next step that a right of the person asks for, or that the person once had."""
        required = {topic.topic for standing in self.standings for topic in standing.topics}
        return [
            row
            for row in self.topics
            if row.standing.next_step is not NextStep.NOTHING
            and (row.topic.key in required or row.standing.state is not State.NEVER)
        ]

    @property
    def valid(self) -> list[TopicRow]:
        """Topics in which the person is certified on the day."""
        return [row for row in self.topics if row.standing.state in (State.CERTIFIED, State.RENEWAL_DUE, State.PAUSED)]


def certifications_of(person: Person, at: date) -> Mine:
    """Every mandatory topic and every topic with a fact; rights held on the day and the standing for each."""
    facts = Fact.objects.filter(person=person).rows_by_person().get(person.pk, [])
    holdings = Holding.objects.of(person).held_at(at).select_related("right", "wiki")
    held = [
        HoldingRow(
            holding.right.key,
            holding.wiki.dbname if holding.wiki else None,
            utc_day(holding.since),
            utc_day(holding.until) if holding.until else None,
        )
        for holding in holdings
    ]
    required = requirements({row.right for row in held})
    rules, lines = in_force(required.rows, at), timelines(facts, at)
    standings = [right_standing(row, rules.get(row.right, ()), lines, at) for row in held]
    gravest: dict[str, TopicStanding] = {}
    for standing in standings:
        for topic in standing.topics:
            known = gravest.get(topic.topic)
            if known is None or GRAVITY[topic.state] < GRAVITY[known.state]:
                gravest[topic.topic] = topic
    courses, turns = _courses(), _refreshers(person)
    rows = []
    for subject in Topic.objects.all():
        if subject.mandatory or subject.key in lines:
            line = lines.get(subject.key, NOTHING)
            where = gravest.get(subject.key) or topic_standing(_plain(subject.key), line, HoldingRow("", since=at), at)
            turn = turns.get(subject.pk) if where.next_step is NextStep.RENEW else None
            usual = where.course or courses.get((subject.pk, _path(where.next_step)))
            rows.append(TopicRow(subject, where, turn or usual))
    return Mine(at, rows, standings, required)


def history_of(person: Person, most: int = 100) -> list[Fact]:
    """The person's latest facts, newest first."""
    return list(Fact.objects.filter(person=person).select_related("topic", "course").order_by("-at", "-id")[:most])


def _plain(topic: str) -> TopicRule:
    """A topic that no right of the person requires."""
    return TopicRule(RequirementRow("", topic, date.min, date.min), None)


def _path(step: NextStep) -> CoursePath:
    return CoursePath.REFRESHER if step is NextStep.RENEW else CoursePath.FULL


def _refreshers(person: Person) -> dict[int, str]:
    """By topic, the refresher whose turn it is for the person; nothing where none take turns."""
    turns: dict[int, list[str]] = {}
    published = Refresher.objects.filter(course__published_revision__isnull=False).order_by("position", "pk")
    for topic, slug in published.values_list("topic_id", "course__slug"):
        turns.setdefault(topic, []).append(slug)
    if not turns:
        return {}
    taken: dict[int, list[str]] = {}
    passed = Fact.objects.filter(person=person, topic__in=turns, course__isnull=False, kind__in=GRANTS)
    for topic, slug in passed.order_by("at", "pk").values_list("topic_id", "course__slug"):
        taken.setdefault(topic, []).append(slug)
    return {topic: offered(slugs, taken.get(topic, [])) or slugs[0] for topic, slugs in turns.items()}


def _courses() -> dict[tuple[int | None, CoursePath], str]:
    """By topic and path, the first published course; the full course where there is no refresher."""
    found: dict[tuple[int | None, CoursePath], str] = {}
    published = Course.objects.filter(
        published_revision__isnull=False, topic__isnull=False, delta_requests=None
    ).order_by("-pk")
    values = list(published.values_list("topic_id", "path", "slug"))
    for topic, path, slug in sorted(values, key=lambda row: row[1] != CoursePath.FULL):
        found[topic, CoursePath(path)] = slug
        if path == CoursePath.FULL:
            found[topic, CoursePath.REFRESHER] = slug
    return found
