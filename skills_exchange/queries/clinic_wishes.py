"""Where people wait and nobody is free: what a clinic, where several learn together, could answer."""

from typing import NamedTuple

from django.db import connection

from skills_exchange.models import Skill
from wikilearn.core.dates import today
from wikilearn.core.disclosure import FEWEST

ENOUGH = FEWEST
"""So many people who wait for the same are worth a clinic; fewer are never shown."""


class ClinicWish(NamedTuple):
    """So many people want the skill, speak the language, and find nobody with a free place in any of theirs."""

    skill: Skill
    language: str
    waiting: int


_WAITING = """
WITH wants AS (
    SELECT c.party_id, c.skill_id, split_part(lower(l.language), '-', 1) AS language
    FROM skills_exchange_skillclaim c
    JOIN skills_exchange_skill s ON s.id = c.skill_id AND s.status = 'active'
    JOIN skills_exchange_party p ON p.id = c.party_id AND p.listed
    JOIN skills_exchange_partylanguage l ON l.party_id = c.party_id AND l.level >= 2
    LEFT JOIN people_person a ON a.id = p.person_id
    LEFT JOIN movement_organisation g ON g.id = p.organisation_id
    WHERE c.kind = 'wanted' AND c.valid_until >= %(on)s AND c.visibility <> 'matches'
        AND (a.is_active AND a.erased_at IS NULL OR g.active)
        AND (c.languages = '{}' OR split_part(lower(l.language), '-', 1) IN
            (SELECT split_part(lower(named), '-', 1) FROM unnest(c.languages) AS named))
), offered AS (
    SELECT DISTINCT o.skill_id, o.language FROM skills_exchange_offerposting o
    JOIN skills_exchange_party p ON p.id = o.party_id
    WHERE o.free AND o.valid_until >= %(on)s
        AND ((p.away_from IS NULL AND p.away_until IS NULL)
            OR coalesce(p.away_from, %(on)s) > %(on)s OR coalesce(p.away_until, %(on)s) < %(on)s)
), answered AS (
    SELECT DISTINCT w.party_id, w.skill_id FROM wants w JOIN offered o USING (skill_id, language)
)
SELECT w.skill_id, w.language, count(DISTINCT w.party_id) AS waiting FROM wants w
LEFT JOIN answered a ON a.party_id = w.party_id AND a.skill_id = w.skill_id
WHERE a.party_id IS NULL GROUP BY w.skill_id, w.language HAVING count(DISTINCT w.party_id) >= %(enough)s
ORDER BY waiting DESC, w.skill_id, w.language
"""


def clinic_wishes(*, enough: int = ENOUGH) -> list[ClinicWish]:
    """Most people first. Wishes that only suggestions may see are not counted; `enough` is never below five."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"on": today(), "enough": max(enough, FEWEST)})
        rows = cursor.fetchall()
    skills = Skill.objects.in_bulk({skill for skill, _language, _waiting in rows})
    return [ClinicWish(skills[skill], language, waiting) for skill, language, waiting in rows]
