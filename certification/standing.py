"""What a person's standing is for the rights they hold, on any day: pure functions over facts and requirements.

`standing` gives one answer for each holding, so a person with rights on twelve wikis trains once and shows in twelve
rows. `readiness` asks the same for a right that the person does not hold (candidates).

A requirement counts on the days of `in_force_from` ≤ day < `in_force_until`. Who held the right when it came into
force is in transition until `transition_ends`; who got the right later needs it from the first day.
Who is exempt and not certified is asked for nothing (`not_required`) until the last day of the exemption.
The standing for a right is that of its gravest topic (`enums.GRAVITY`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from certification.enums import GRAVITY, NextStep, Path, State
from certification.periods import NOTHING, REFRESHER_MONTHS, WINDOW_DAYS, FactRow, Timeline, as_of, fold, window_opens
from wikilearn.core.dates import add_months

_SETTLED = (State.CERTIFIED, State.NOT_REQUIRED)


class RequirementRow(NamedTuple):
    """A version of a requirement. `course` is the course that serves its path, None: any course of the topic."""

    right: str
    topic: str
    in_force_from: date
    transition_ends: date
    in_force_until: date | None = None
    path: str = Path.FIRST
    window: int = WINDOW_DAYS
    course: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether it counts on the day."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


class HoldingRow(NamedTuple):
    """Somebody holds `right` on `wiki` (None: globally) from `since` until, but without, `until`."""

    right: str
    wiki: str | None = None
    since: date | None = None
    until: date | None = None

    def live(self, day: date) -> bool:
        """Whether the right is held on the day; an unknown beginning counts as always."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class TopicStanding(NamedTuple):
    """Where a person stands in one required topic.

    `valid_from`, `valid_until`: the stretch that covers the day, with what was added to it without a gap, or the last
    one that ended. `opens`: first day of the renewal window. `due`: the day by which the next step is to be taken.
    `course` serves that step, None: any course of the topic.
    """

    topic: str
    state: State
    valid_from: date | None = None
    valid_until: date | None = None
    opens: date | None = None
    due: date | None = None
    next_step: NextStep = NextStep.NOTHING
    course: str | None = None


class Standing(NamedTuple):
    """Where a person stands for one right on one wiki on one day; `due` is the earliest day of its topics."""

    right: str
    wiki: str | None
    at: date
    state: State
    topics: tuple[TopicStanding, ...] = ()

    @property
    def due(self) -> date | None:
        """The earliest day by which something is to be done or ends."""
        return min((topic.due for topic in self.topics if topic.due is not None), default=None)

    @property
    def open_topics(self) -> tuple[TopicStanding, ...]:
        """The topics that are missing or expiring, gravest first."""
        unsettled = (topic for topic in self.topics if topic.state not in _SETTLED)
        return tuple(sorted(unsettled, key=lambda topic: GRAVITY[topic.state]))


def timelines(facts: Iterable[FactRow], at: date, known_at: datetime | None = None) -> dict[str, Timeline]:
    """The timeline of each topic of one person as it was on a day (see `periods.as_of`)."""
    by_topic: dict[str, list[FactRow]] = {}
    for fact in as_of(facts, at, known_at):
        by_topic.setdefault(fact.topic, []).append(fact)
    return {topic: fold(its) for topic, its in by_topic.items()}


def standing(
    facts: Iterable[FactRow],
    requirements: Iterable[RequirementRow],
    holdings: Iterable[HoldingRow],
    at: date,
    known_at: datetime | None = None,
) -> tuple[Standing, ...]:
    """One person's standing at the end of the day `at`, for each right held on that day, in the order of `holdings`."""
    lines = timelines(facts, at, known_at)
    rules = in_force(requirements, at)
    return tuple(
        right_standing(holding, rules.get(holding.right, ()), lines, at) for holding in holdings if holding.live(at)
    )


def readiness(right: str, facts: Iterable[FactRow], requirements: Iterable[RequirementRow], at: date) -> Standing:
    """What the person has and lacks for a right that they do not hold; nobody is in transition there."""
    rules = in_force(requirements, at)
    return right_standing(HoldingRow(right, since=at), rules.get(right, ()), timelines(facts, at), at)


Rules = tuple["TopicRule", ...]


class TopicRule(NamedTuple):
    """A topic that a right requires on a day, with the courses of both paths."""

    requirement: RequirementRow
    refresher: RequirementRow | None

    def course(self, step: NextStep) -> str | None:
        """The course that serves the step."""
        if step is NextStep.RENEW and self.refresher is not None:
            return self.refresher.course or self.requirement.course
        return self.requirement.course


def in_force(requirements: Iterable[RequirementRow], at: date) -> dict[str, Rules]:
    """By right, the topics that are required on the day; compute once for many people."""
    first: dict[tuple[str, str], RequirementRow] = {}
    refreshers: dict[tuple[str, str], RequirementRow] = {}
    for row in requirements:
        if row.in_force(at):
            (first if row.path == Path.FIRST else refreshers)[row.right, row.topic] = row
    rules: dict[str, list[TopicRule]] = {}
    for place, row in sorted(first.items()):
        rules.setdefault(row.right, []).append(TopicRule(row, refreshers.get(place)))
    return {right: tuple(its) for right, its in rules.items()}


def right_standing(holding: HoldingRow, rules: Rules, lines: Mapping[str, Timeline], at: date) -> Standing:
    """The standing for one holding; `rules` are those of its right in force on the day `at`."""
    if not rules:
        return Standing(holding.right, holding.wiki, at, State.NOT_REQUIRED)
    topics = tuple([topic_standing(rule, lines.get(rule.requirement.topic, NOTHING), holding, at) for rule in rules])
    state = min((topic.state for topic in topics), key=GRAVITY.__getitem__)
    return Standing(holding.right, holding.wiki, at, state, topics)


def topic_standing(rule: TopicRule, line: Timeline, holding: HoldingRow, at: date) -> TopicStanding:
    """Where somebody with this timeline stands in one topic that their right requires."""
    required = rule.requirement
    if line.revocations and any(gap.covers(at) for gap in line.revocations):
        return TopicStanding(required.topic, State.REVOKED, next_step=NextStep.APPEAL)
    span = line.span_on(at)
    if span is not None:
        until = span.valid_until if span is line.spans[-1] else line.end_of(span).valid_until
        opens = window_opens(until, required.window)
        if line.pauses and any(gap.covers(at) for gap in line.pauses):
            state, step = State.PAUSED, NextStep.RESUME
        elif at >= opens:
            state, step = State.RENEWAL_DUE, NextStep.RENEW
        else:
            state, step = State.CERTIFIED, NextStep.NOTHING
        course = None if step is NextStep.NOTHING else rule.course(step)
        return TopicStanding(required.topic, state, span.valid_from, until, opens, until, step, course)
    return _uncovered(rule, line, holding, at)


def _uncovered(rule: TopicRule, line: Timeline, holding: HoldingRow, at: date) -> TopicStanding:
    required, past = rule.requirement, line.last_before(at)
    if line.exemptions and (exempt := line.exempt_until(at)) is not None:
        return TopicStanding(required.topic, State.NOT_REQUIRED, due=exempt)
    if past is None:
        step = NextStep.TAKE
    else:
        recent = at < add_months(past.valid_until, REFRESHER_MONTHS)
        step = NextStep.RENEW if recent else NextStep.RETAKE
    held = holding.since is None or holding.since <= required.in_force_from
    in_transition = held and at <= required.transition_ends
    missing = State.NEVER if past is None else State.LAPSED
    state = State.IN_TRANSITION if in_transition else missing
    valid_from, valid_until = (past.valid_from, past.valid_until) if past is not None else (None, None)
    due = required.transition_ends if in_transition else valid_until
    return TopicStanding(required.topic, state, valid_from, valid_until, None, due, step, rule.course(step))
