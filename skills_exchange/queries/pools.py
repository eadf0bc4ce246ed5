"""Who takes part in a round, as columns for `matching.pools`.

The wishes are those of the people that a round is for (`pool` of the round: skills, territories, languages, members of
an organisation; a merged skill stands for the one that stayed); the offers are everybody's, unless `sharers` names
some. Of a `programme`, both are those of the people it has accepted, for the skills that they applied with; mentees who
have somebody are left out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from skills_exchange.matching.pools import ANY_SKILL, Claims, Pool, bit_rows, week_rows
from skills_exchange.matching.scoring import format_mask

_THERE = """
    p.listed AND (
        EXISTS (SELECT 1 FROM people_person a WHERE a.id = p.person_id AND a.is_active AND a.erased_at IS NULL)
        OR EXISTS (SELECT 1 FROM movement_organisation o WHERE o.id = p.organisation_id AND o.active))
    AND ((p.away_from IS NULL AND p.away_until IS NULL)
        OR coalesce(p.away_from, %(on)s) > %(on)s OR coalesce(p.away_until, %(on)s) < %(on)s)
"""
_ACCEPTED = """
    SELECT 1 FROM skills_exchange_programmeapplication a
    JOIN skills_exchange_programme g ON g.id = a.programme_id AND g.slug = %(programme)s
    JOIN skills_exchange_programmeapplication_skills k ON k.programmeapplication_id = a.id
    WHERE a.party_id = p.id AND a.state = 'accepted'
"""
_WANTS = f"""
SELECT c.party_id, c.skill_id, c.level, c.formats, c.languages FROM skills_exchange_skillclaim c
JOIN skills_exchange_skill s ON s.id = c.skill_id AND s.status = 'active'
JOIN skills_exchange_party p ON p.id = c.party_id
WHERE c.kind = 'wanted' AND c.valid_until >= %(on)s AND {_THERE}
    AND (%(skills)s::text[] = '{{}}' OR EXISTS (SELECT 1 FROM unnest(%(skills)s::text[]) AS chosen
        JOIN skills_exchange_skill named ON named.slug = chosen
        JOIN skills_exchange_skill top ON top.id = coalesce(named.merged_into_id, named.id)
        WHERE starts_with(s.path, top.path)))
    AND (%(territories)s::text[] = '{{}}' OR EXISTS (SELECT 1 FROM skills_exchange_party_territories h
        JOIN movement_territory t ON t.id = h.territory_id
        WHERE h.party_id = p.id AND t.code = ANY(%(territories)s::text[])))
    AND (%(languages)s::text[] = '{{}}' OR EXISTS (SELECT 1 FROM skills_exchange_partylanguage l
        WHERE l.party_id = p.id AND l.level >= 2
            AND split_part(lower(l.language), '-', 1) = ANY(%(languages)s::text[])))
    AND (%(organisation)s::text IS NULL OR EXISTS (SELECT 1 FROM movement_membership m
        JOIN movement_organisation g ON g.id = m.organisation_id
        WHERE m.person_id = p.person_id AND g.slug = %(organisation)s AND m.since <= now()
            AND (m.until IS NULL OR m.until > now())))
    AND (%(learners)s::bigint[] IS NULL OR p.id = ANY(%(learners)s::bigint[]))
    AND (%(programme)s::text IS NULL OR EXISTS ({_ACCEPTED} AND a.role = 'mentee' AND k.skill_id = c.skill_id
        AND NOT EXISTS (SELECT 1 FROM skills_exchange_programmepair r JOIN skills_exchange_match m ON m.id = r.match_id
            WHERE r.programme_id = g.id AND m.learner_id = p.id
                AND m.state IN ('suggested', 'requested', 'accepted', 'scheduled', 'done', 'confirmed', 'one_sided'))))
ORDER BY c.party_id, c.skill_id
"""  # noqa: S608 - constants of our own
_OFFERS = f"""
SELECT o.party_id, o.skill_id, o.level, o.formats, bool_or(o.verified), array_agg(o.language ORDER BY o.language)
FROM skills_exchange_offerposting o JOIN skills_exchange_party p ON p.id = o.party_id
WHERE o.free AND o.valid_until >= %(on)s AND {_THERE} AND o.skill_id = ANY(%(skills)s::bigint[])
    AND (%(sharers)s::bigint[] IS NULL OR p.id = ANY(%(sharers)s::bigint[]))
    AND (%(programme)s::text IS NULL OR EXISTS ({_ACCEPTED} AND a.role = 'mentor' AND k.skill_id = o.skill_id))
GROUP BY o.party_id, o.skill_id, o.level, o.formats ORDER BY o.party_id, o.skill_id
"""  # noqa: S608 - constants of our own
_PARTIES = """
SELECT p.id, p.week_utc::text, p.max_active - p.active - (SELECT count(*) FROM skills_exchange_match m
        WHERE m.sharer_id = p.id AND m.state = 'suggested'), %(on)s - p.active_at::date, p.exposure, p.underrepresented
FROM skills_exchange_party p WHERE p.id = ANY(%(ids)s::bigint[]) ORDER BY p.id
"""
_MENTEES_LEFT = """
SELECT a.party_id, a.places - (SELECT count(*) FROM skills_exchange_programmepair r
    JOIN skills_exchange_match m ON m.id = r.match_id
    WHERE r.programme_id = a.programme_id AND m.sharer_id = a.party_id
        AND m.state IN ('suggested', 'requested', 'accepted', 'scheduled'))
FROM skills_exchange_programmeapplication a JOIN skills_exchange_programme g ON g.id = a.programme_id
WHERE g.slug = %(programme)s AND a.role = 'mentor' AND a.state = 'accepted'
"""
_SPOKEN = """
SELECT party_id, split_part(lower(language), '-', 1) FROM skills_exchange_partylanguage
WHERE party_id = ANY(%(ids)s::bigint[]) AND level >= 2
"""
_PLACES = "SELECT party_id, territory_id FROM skills_exchange_party_territories WHERE party_id = ANY(%(ids)s::bigint[])"
_BARS = """
SELECT by_id, blocked_id, NULL::bigint FROM skills_exchange_partyblock WHERE by_id = ANY(%(ids)s::bigint[])
UNION ALL SELECT blocked_id, by_id, NULL FROM skills_exchange_partyblock WHERE blocked_id = ANY(%(ids)s::bigint[])
UNION ALL SELECT learner_id, sharer_id, skill_id FROM skills_exchange_notforme WHERE learner_id = ANY(%(ids)s::bigint[])
UNION ALL SELECT learner_id, sharer_id, skill_id FROM skills_exchange_match WHERE learner_id = ANY(%(ids)s::bigint[])
    AND (state IN ('suggested', 'requested', 'accepted', 'scheduled', 'done')
        OR (state IN ('declined', 'expired') AND changed_at > now() - interval '30 days'))
UNION ALL SELECT mine.id, theirs.id, NULL::bigint FROM movement_membership m
    JOIN skills_exchange_party mine ON mine.person_id = m.person_id
    JOIN skills_exchange_party theirs ON theirs.organisation_id = m.organisation_id
    WHERE m.role = 'coordinator' AND (m.until IS NULL OR m.until > now()) AND mine.id = ANY(%(ids)s::bigint[])
UNION ALL SELECT theirs.id, mine.id, NULL::bigint FROM movement_membership m
    JOIN skills_exchange_party mine ON mine.person_id = m.person_id
    JOIN skills_exchange_party theirs ON theirs.organisation_id = m.organisation_id
    WHERE m.role = 'coordinator' AND (m.until IS NULL OR m.until > now()) AND theirs.id = ANY(%(ids)s::bigint[])
UNION ALL SELECT pair.one, pair.other, NULL::bigint FROM movement_membership m
    JOIN skills_exchange_party mine ON mine.person_id = m.person_id
    JOIN skills_exchange_party theirs ON theirs.organisation_id = m.organisation_id
    JOIN skills_exchange_partyblock b ON mine.id IN (b.by_id, b.blocked_id)
    CROSS JOIN LATERAL (VALUES (theirs.id, b.by_id + b.blocked_id - mine.id),
        (b.by_id + b.blocked_id - mine.id, theirs.id)) AS pair(one, other)
    WHERE m.role = 'coordinator' AND (m.until IS NULL OR m.until > now()) AND theirs.id = ANY(%(ids)s::bigint[])
"""
"""Pairs that never meet: blocks, also those of who coordinates an organisation; what is answered or under way."""


def load_pool(
    pool: Mapping[str, Any],
    *,
    on: date,
    learners: Collection[int] | None = None,
    sharers: Collection[int] | None = None,
) -> Pool:
    """The pool as it is on that day. `learners`, `sharers`: primary keys of parties, everybody if not given."""
    asked: dict[str, Any] = {
        "on": on,
        "skills": list(pool.get("skills", [])),
        "territories": list(pool.get("territories", [])),
        "languages": [tag.split("-", 1)[0].lower() for tag in pool.get("languages", [])],
        "organisation": pool.get("organisation") or None,
        "learners": None if learners is None else sorted(learners),
        "programme": pool.get("programme") or None,
    }
    wants = _rows(_WANTS, asked)
    skills = sorted({row[1] for row in wants})
    narrowed = {"sharers": None if sharers is None else sorted(sharers), "programme": asked["programme"]}
    offers = _rows(_OFFERS, {"on": on, "skills": skills} | narrowed)
    ids = sorted({row[0] for row in wants} | {row[0] for row in offers})
    found = _pool(ids, wants, offers, on)
    return _with_places_of(asked["programme"], found) if asked["programme"] else found


def _with_places_of(programme: str, pool: Pool) -> Pool:
    """Nobody takes more mentees than they have applied for."""
    left = {pk: max(number, 0) for pk, number in _rows(_MENTEES_LEFT, {"programme": programme})}
    most = np.array([left.get(int(pk), 0) for pk in pool.ids], dtype=np.int64)
    return replace(pool, free=np.minimum(pool.free, most))


def _pool(ids: list[int], wants: list[tuple[Any, ...]], offers: list[tuple[Any, ...]], on: date) -> Pool:
    parties = _rows(_PARTIES, {"ids": ids, "on": on})
    place = {row[0]: number for number, row in enumerate(parties)}
    spoken = _grouped(_rows(_SPOKEN, {"ids": ids}))
    tags = tuple(sorted({tag for found in spoken.values() for tag in found}))
    territories = _grouped(_rows(_PLACES, {"ids": ids}))
    known = {pk: number for number, pk in enumerate(sorted({pk for found in territories.values() for pk in found}))}
    bars = _rows(_BARS, {"ids": ids})
    return Pool(
        ids=np.array(ids, dtype=np.int64),
        weeks=week_rows([row[1] for row in parties]),
        free=np.maximum(np.array([row[2] for row in parties], dtype=np.int64), 0),
        idle=np.array([row[3] for row in parties], dtype=np.float32),
        exposure=np.array([row[4] for row in parties], dtype=np.float32),
        underrepresented=np.array([row[5] for row in parties], dtype=np.bool_),
        territories=bit_rows([[known[pk] for pk in territories.get(row[0], ())] for row in parties], len(known)),
        offers=_offers(offers, place, tags),
        wants=_wants(wants, place, spoken, tags),
        languages=tags,
        barred=frozenset(
            (place[one], place[other], ANY_SKILL if skill is None else skill)
            for one, other, skill in bars
            if one in place and other in place
        ),
    )


def _wants(
    rows: Sequence[tuple[Any, ...]], place: Mapping[int, int], spoken: Mapping[int, set[str]], tags: Sequence[str]
) -> Claims:
    number = {tag: position for position, tag in enumerate(tags)}
    chosen = []
    for party, _skill, _level, _formats, named in rows:
        wanted = {tag.split("-", 1)[0].lower() for tag in named}
        chosen.append([number[tag] for tag in spoken.get(party, ()) if not wanted or tag in wanted])
    masks = [format_mask(row[3]) for row in rows]
    return _claims(rows, place, masks, chosen, [False] * len(rows), len(tags))


def _offers(rows: Sequence[tuple[Any, ...]], place: Mapping[int, int], tags: Sequence[str]) -> Claims:
    number = {tag: position for position, tag in enumerate(tags)}
    chosen = [[number[tag] for tag in row[5] if tag in number] for row in rows]
    return _claims(rows, place, [row[3] for row in rows], chosen, [row[4] for row in rows], len(tags))


def _claims(
    rows: Sequence[tuple[Any, ...]],
    place: Mapping[int, int],
    masks: Sequence[int],
    chosen: Sequence[Iterable[int]],
    verified: Sequence[bool],
    width: int,
) -> Claims:
    return Claims(
        party=np.array([place[row[0]] for row in rows], dtype=np.int64),
        skill=np.array([row[1] for row in rows], dtype=np.int64),
        level=np.array([row[2] for row in rows], dtype=np.int64),
        formats=np.array(masks, dtype=np.int64),
        languages=bit_rows(list(chosen), width),
        verified=np.array(verified, dtype=np.bool_),
    )


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return found
