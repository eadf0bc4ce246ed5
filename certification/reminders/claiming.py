"""Putting every reminder that is due into the ledger, set by set."""

from datetime import datetime
from typing import Any

from django.db import connection

from certification.enums import Milestone
from certification.reminders.schedule import LAST_MONTH, LATEST, OFFSETS
from wikilearn.core.dates import utc_day

_ENDING = """
    INSERT INTO certification_reminder (person_id, period_id, "offset", claimed_at)
    SELECT ending.person_id, ending.id, due."offset", %(now)s
    FROM certification_period ending
    JOIN people_person person ON person.id = ending.person_id AND person.is_active AND person.erased_at IS NULL
    CROSS JOIN LATERAL (
        SELECT CASE WHEN ending.valid_until < %(day)s THEN -1
            ELSE (SELECT min(o) FROM unnest(%(offsets)s) o WHERE ending.valid_until - %(day)s <= o) END AS "offset"
    ) due
    WHERE ending.stands AND ending.renewed_by_id IS NULL
        AND ending.valid_until BETWEEN %(day)s - %(latest)s AND %(day)s + %(first)s
        AND (
            EXISTS (
                SELECT FROM movement_holding held
                JOIN certification_requirement required ON required.right_id = held.right_id
                WHERE held.person_id = ending.person_id AND required.topic_id = ending.topic_id
                    AND held.since <= %(now)s AND (held.until IS NULL OR held.until > %(now)s)
                    AND required.in_force_from <= %(day)s
                    AND (required.in_force_until IS NULL OR required.in_force_until > %(day)s)
            )
            OR EXISTS (SELECT FROM certification_reminderwish wish WHERE wish.person_id = ending.person_id)
        )
        AND NOT EXISTS (
            SELECT FROM certification_reminder known
            WHERE known.person_id = ending.person_id AND known.period_id = ending.id
                AND known."offset" = due."offset"
        )
        AND NOT EXISTS (
            SELECT FROM certification_period later
            WHERE later.person_id = ending.person_id AND later.topic_id = ending.topic_id AND later.stands
                AND later.valid_from > ending.valid_until
        )
        AND NOT EXISTS (
            SELECT FROM certification_fact revoked
            WHERE revoked.person_id = ending.person_id AND revoked.topic_id = ending.topic_id
                AND revoked.kind = 'revoked' AND (revoked.at AT TIME ZONE 'UTC')::date = ending.valid_until + 1
        )
    ON CONFLICT DO NOTHING
"""

_REQUIRED = """
    INSERT INTO certification_reminder (person_id, requirement_id, milestone, claimed_at)
    SELECT DISTINCT person.id, required.id, due.milestone, %(now)s
    FROM certification_requirement required
    JOIN movement_holding held ON held.right_id = required.right_id
        AND held.since <= %(now)s AND (held.until IS NULL OR held.until > %(now)s)
    JOIN people_person person ON person.id = held.person_id AND person.is_active AND person.erased_at IS NULL
    CROSS JOIN LATERAL (SELECT (held.since AT TIME ZONE 'UTC')::date AS day) began
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN began.day > required.in_force_from
                THEN CASE WHEN %(day)s <= began.day + %(latest)s THEN %(new_holder)s END
            WHEN %(day)s > required.transition_ends THEN NULL
            WHEN %(day)s >= required.transition_ends - %(last_month_days)s THEN %(last_month)s
            WHEN %(day)s >= required.in_force_from + (required.transition_ends - required.in_force_from) / 2
                THEN %(half_way)s
            ELSE %(start)s
        END AS milestone
    ) due
    WHERE required.path = 'first' AND required.in_force_from <= %(day)s
        AND (required.in_force_until IS NULL OR required.in_force_until > %(day)s)
        AND due.milestone IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM certification_reminder known
            WHERE known.person_id = person.id AND known.requirement_id = required.id
                AND known.milestone = due.milestone
        )
        AND NOT EXISTS (
            SELECT FROM certification_period certified
            WHERE certified.person_id = person.id AND certified.topic_id = required.topic_id AND certified.stands
                AND %(day)s BETWEEN certified.valid_from AND certified.valid_until
        )
    ON CONFLICT DO NOTHING
"""


def claim(now: datetime) -> int:
    """Put every reminder that is due into the ledger; gives how many are new."""
    values: dict[str, Any] = {
        "now": now,
        "day": utc_day(now),
        "offsets": [offset for offset in OFFSETS if offset > 0],
        "first": max(OFFSETS),
        "latest": LATEST,
        "last_month_days": LAST_MONTH,
        **{milestone.name.lower(): milestone.value for milestone in Milestone},
    }
    claimed = 0
    with connection.cursor() as cursor:
        for statement in (_ENDING, _REQUIRED):
            cursor.execute(statement, values)
            claimed += cursor.rowcount
    return claimed
