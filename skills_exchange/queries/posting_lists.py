"""Candidates from the posting lists: what passes the hard filters, best prior first, then nearest first.

One statement for all wishes of a person. It looks at `DEEP` offers of each list by what of their score is the same for
everybody, and keeps the `NEAR` best by that, the level and the common hours; the exact score is worked out of these.
What a candidate wants for suggestions only is left out of `mutual`: reasons and parts of the score are shown.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from skills_exchange.matching.online import Candidate, Wish
from skills_exchange.matching.scoring import FIT, LEAST_OVERLAP, WRITTEN, Weights
from skills_exchange.models import Party
from wikilearn.core.dates import today

DEEP, NEAR = 700, 80

_CANDIDATES = f"""
WITH me AS MATERIALIZED (
    SELECT p.week_utc AS week,
        ARRAY(SELECT t.territory_id FROM skills_exchange_party_territories AS t WHERE t.party_id = p.id) AS territories,
        ARRAY(SELECT c.skill_id FROM skills_exchange_skillclaim AS c
            JOIN skills_exchange_skill AS s ON s.id = c.skill_id AND s.status = 'active'
            WHERE c.party_id = p.id AND c.kind = 'offered' AND c.valid_until >= %(today)s) AS offers
    FROM skills_exchange_party AS p WHERE p.id = %(me)s
)
SELECT w.place, x.party_id, x.claim_id, x.tag, x.speaks, x.level, x.formats, x.verified, x.free,
    extract(epoch FROM now() - x.active_at)::float8 / 86400 AS idle, x.exposure, x.quarters / 4::float8 AS hours,
    (SELECT min(m.skill_id) FROM skills_exchange_skillclaim AS m WHERE m.party_id = x.party_id AND m.kind = 'wanted'
        AND m.skill_id = ANY(me.offers) AND m.valid_until >= %(today)s AND m.visibility <> 'matches') AS mutual,
    (SELECT min(t.territory_id) FROM skills_exchange_party_territories AS t WHERE t.party_id = x.party_id
        AND t.territory_id = ANY(me.territories)) AS territory
FROM unnest(%(place)s::int[], %(skill)s::bigint[], %(language)s::text[], %(level)s::int[], %(formats)s::int[])
    AS w(place, skill, language, level, formats)
CROSS JOIN me
CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT o.party_id, o.claim_id, o.tag, o.speaks, o.level, o.formats & w.formats AS formats, o.verified, o.prior,
            p.max_active - p.active AS free, p.exposure, p.active_at, bit_count(p.week_utc & me.week) AS quarters
        FROM (
            SELECT * FROM skills_exchange_offerposting AS l
            WHERE l.skill_id = w.skill AND l.language = w.language AND l.free AND l.valid_until >= %(today)s
                AND l.formats & w.formats <> 0 AND l.party_id <> %(me)s AND l.party_id <> ALL(%(barred)s)
            ORDER BY l.prior DESC LIMIT %(deep)s
        ) AS o JOIN skills_exchange_party AS p ON p.id = o.party_id
        WHERE p.active < p.max_active AND p.listed
            AND ((p.away_from IS NULL AND p.away_until IS NULL)
                OR coalesce(p.away_from, %(today)s) > %(today)s OR coalesce(p.away_until, %(today)s) < %(today)s)
        OFFSET 0
    ) AS near
    WHERE near.quarters >= {LEAST_OVERLAP * 4:.0f} OR near.formats & {WRITTEN} <> 0
    ORDER BY near.prior + %(fit)s::float8 * (ARRAY{list(FIT)}::float8[])[near.level - w.level + 4]
        + %(overlap)s::float8 * least(near.quarters / %(full)s::float8, 1) DESC, near.party_id
    LIMIT %(near)s
) AS x
"""  # noqa: S608 - constants of our own

_BARS = """
SELECT blocked_id, NULL::bigint FROM skills_exchange_partyblock WHERE by_id = %(me)s
UNION ALL SELECT by_id, NULL FROM skills_exchange_partyblock WHERE blocked_id = %(me)s
UNION ALL SELECT sharer_id, skill_id FROM skills_exchange_notforme WHERE learner_id = %(me)s
UNION ALL SELECT sharer_id, skill_id FROM skills_exchange_match WHERE learner_id = %(me)s
    AND (state IN ('suggested', 'requested', 'accepted', 'scheduled', 'done')
        OR (state = 'declined' AND changed_at > now() - interval '30 days'))
"""


def bars_of(learner: Party) -> tuple[set[int], set[tuple[int, int]]]:
    """Parties that a learner must not meet at all, and (party, skill) pairs that are answered or under way."""
    with connection.cursor() as cursor:
        cursor.execute(_BARS, {"me": learner.pk})
        rows = cursor.fetchall()
    return {party for party, skill in rows if skill is None}, {(party, skill) for party, skill in rows if skill}


def candidates_of(
    learner: Party,
    wishes: Sequence[Wish],
    weights: Weights,
    *,
    barred: Iterable[int] = (),
    deep: int = DEEP,
    near: int = NEAR,
) -> list[list[Candidate]]:
    """The candidates of each wish. `barred`: parties to leave out."""
    rows = [(place, wish, tag) for place, wish in enumerate(wishes) for tag in wish.languages]
    found: list[list[Candidate]] = [[] for _ in wishes]
    if not rows:
        return found
    values: dict[str, Any] = {
        "me": learner.pk,
        "today": today(),
        "place": [place for place, _wish, _tag in rows],
        "skill": [wish.skill for _place, wish, _tag in rows],
        "language": [tag for _place, _wish, tag in rows],
        "level": [wish.level for _place, wish, _tag in rows],
        "formats": [wish.formats for _place, wish, _tag in rows],
        "barred": list(barred),
        "fit": weights.level,
        "overlap": weights.overlap,
        "full": weights.full_overlap * 4,
        "deep": deep,
        "near": near,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        for place, *row in cursor.fetchall():
            found[place].append(Candidate._make(row))
    return found
