"""What others have to know of certifications, as parts of their own SQL: no query more, however many people.

Plain SQL because every request of a handler asks it, and the ORM takes longer to write it than PostgreSQL to do it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from certification.periods import Timeline
from certification.querysets import fact_row
from certification.standing import RequirementRow, Rules, in_force, timelines

FACTS_OF = """
(SELECT coalesce(jsonb_agg(jsonb_build_array(f.id, f.kind, t.key, f.at, f.source_key, f.valid_from, f.valid_until,
        f.validity_months, f.window_days, f.starts_now, f.path, f.corrects_id, f.recorded_at)), '[]')
    FROM certification_fact AS f JOIN courses_topic AS t ON t.id = f.topic_id WHERE f.person_id = {person})
"""
"""All facts of a person, in the order of `FACT_COLUMNS`; `lines_in` reads them."""
REQUIREMENTS_OF = """
(SELECT coalesce(jsonb_agg(jsonb_build_array(q.in_force_from, q.transition_ends, q.in_force_until, g.key, t.key,
        q.path, q.window_days, c.slug)), '[]')
    FROM certification_requirement AS q JOIN movement_right AS g ON g.id = q.right_id
    JOIN courses_topic AS t ON t.id = q.topic_id LEFT JOIN courses_course AS c ON c.id = q.course_id
    WHERE q.right_id = {right})
"""
"""All versions of the requirements of a right; `rules_in` reads them."""


def lines_in(rows: Iterable[Sequence[Any]], at: date) -> dict[str, Timeline]:
    """The timeline of each topic, from the facts of one person."""
    return timelines([_fact(row) for row in rows], at)


def rules_in(rows: Iterable[Sequence[Any]], at: date) -> Rules:
    """What one right asks for on the day."""
    found = in_force([_requirement(row) for row in rows], at)
    return next(iter(found.values()), ())


def _fact(row: Sequence[Any]) -> Any:
    pk, kind, topic, moment, source, since, until, months, window, now, path, corrects, recorded = row
    at, kept = datetime.fromisoformat(moment), datetime.fromisoformat(recorded)
    return fact_row([pk, kind, topic, at, source, _day(since), _day(until), months, window, now, path, corrects, kept])


def _requirement(row: Sequence[Any]) -> RequirementRow:
    since, transition, until, right, topic, path, window, course = row
    begins, ends = date.fromisoformat(since), date.fromisoformat(transition)
    return RequirementRow(right, topic, begins, ends, _day(until), path, window, course)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
