"""Participants of the skills exchange: 10,000, then 100,000 with 300,000 claims.

The same random numbers each time (`setseed`), so that figures can be compared from run to run. Popular skills and
languages are much more common. Everybody has a
language of their own, half speak English too; about half share one or two skills, all look for one to three; free hours
lie together, somewhere in the week. Nobody has answered anything yet.
"""

from django.db import connection

from bench.seeding import multiply
from bench.seeding.people import VIEWER
from wikilearn.people.models import Person

FEW, MANY = 10_000, 100_000
SKILLS = 150
NAME = "Swap "
"""What the usernames begin with."""

_SKILLS = f"""
INSERT INTO skills_exchange_skill
    (uid, slug, path, labels, aliases, descriptions, status, proposal, answer, created_at)
SELECT gen_random_uuid(), 'bench-skill-' || n, 'bench-skill-' || n || '/',
    jsonb_build_object('en', 'Bench skill ' || n),
    '{{}}', '{{}}', 'active', '', '', now() FROM generate_series(0, {SKILLS - 1}) AS n ON CONFLICT DO NOTHING;
"""
_PARTIES = """
INSERT INTO skills_exchange_party (uid, kind, person_id, about, zone, week, week_utc, week_of, hours_a_week, max_active,
    active, listed, underrepresented, exposure, active_at, created_at)
SELECT gen_random_uuid(), 'person', id, '', 'UTC', repeat('1', 168)::bit(168),
    (repeat('0', first) || repeat('1', length) || repeat('0', 672 - first - length))::bit(672), current_date, 2,
    1 + (random() < 0.6)::int + (random() < 0.2)::int, 0, true, false, -10 * ln(1 - random()),
    now() - random() * 120 * interval '1 day', now()
FROM (SELECT id, (random() * 580)::int AS first, (8 + random() * 80)::int AS length FROM people_person
    WHERE username LIKE %(name)s AND NOT EXISTS (SELECT 1 FROM skills_exchange_party WHERE person_id = people_person.id)
    ORDER BY id) AS p;
INSERT INTO skills_exchange_partylanguage (party_id, language, level)
SELECT id, (ARRAY['en','es','fr','ar','ru','zh','pt','de','hi','id','tr','bn','sw','uk','fa','ha','yo','ig','am','qu',
    'gn','mi','ay','eu'])[1 + (24 * power(random(), 2.2))::int %% 24], 4
FROM skills_exchange_party AS p WHERE NOT EXISTS (SELECT 1 FROM skills_exchange_partylanguage WHERE party_id = p.id)
    AND person_id IN (SELECT id FROM people_person WHERE username LIKE %(name)s) ORDER BY id;
INSERT INTO skills_exchange_partylanguage (party_id, language, level)
SELECT party_id, 'en', 3 FROM skills_exchange_partylanguage AS l WHERE language <> 'en' AND random() < 0.5
    AND party_id IN (SELECT id FROM new_parties) ORDER BY party_id;
UPDATE skills_exchange_party SET underrepresented = true WHERE id IN (SELECT party_id FROM skills_exchange_partylanguage
    WHERE language IN ('sw','ha','yo','ig','am','qu','gn','mi','ay','eu')) AND id IN (SELECT id FROM new_parties);
"""
_NEW = """
CREATE TEMP TABLE IF NOT EXISTS new_parties (id bigint PRIMARY KEY);
TRUNCATE new_parties;
"""
_CLAIMS = """
INSERT INTO skills_exchange_skillclaim (uid, party_id, skill_id, kind, level, formats, languages, note, visibility,
    source, verified, valid_until, confirmed_at, created_at)
SELECT gen_random_uuid(), party, skill, kind, 1 + (random() * 3)::int, CASE WHEN random() < 0.6 THEN ARRAY['call']
    ELSE ARRAY['call','written'] END, '{}', '', 'members', 'own', kind = 'offered' AND random() < 0.2,
    current_date + 300, now(), now()
FROM (
    SELECT DISTINCT ON (party, skill) party, skill, kind FROM (
        SELECT p.id AS party, k.kind, s.id AS skill, random() AS luck FROM new_parties AS p
        CROSS JOIN LATERAL (
            SELECT 'offered' AS kind FROM generate_series(1, CASE WHEN p.id %% 20 < 11 THEN 1 + (p.id / 20 %% 2)::int
                ELSE 0 END)
            UNION ALL SELECT 'known' FROM generate_series(1, ((p.id / 7) %% 2)::int) WHERE p.id IS NOT NULL
            UNION ALL SELECT 'wanted' FROM generate_series(1, 1 + ((p.id / 3) %% 3)::int) WHERE p.id IS NOT NULL
        ) AS k
        CROSS JOIN LATERAL (SELECT (150 * power(random(), 3.6))::int %% 150 AS number WHERE p.id IS NOT NULL
            AND k.kind IS NOT NULL) AS r
        JOIN skills_exchange_skill AS s ON s.slug = 'bench-skill-' || r.number
    ) AS drawn ORDER BY party, skill, luck
) AS once;
"""
_COLUMNS = "claim_id, party_id, skill_id, language, tag, speaks, level, formats, verified, valid_until, prior, free"
_POST = f"""
DELETE FROM skills_exchange_offerposting;
INSERT INTO skills_exchange_offerposting ({_COLUMNS}) SELECT {_COLUMNS} FROM skills_exchange_postings_now
    ORDER BY skill_id, language, prior DESC;
"""


def seed_skills(size: int) -> None:
    """Up to that many participants; a second call adds nothing."""
    there = Person.objects.filter(username__startswith=NAME).count()
    if there >= size:
        return
    viewer = Person.objects.get(username=VIEWER)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # one posting list at the end, not one a row
        cursor.execute("SELECT setseed(0.42)")
        multiply(
            viewer,
            f"generate_series({there + 1}, {size}) AS n",
            uid="gen_random_uuid()",
            username=f"'{NAME}' || n",
        )
        cursor.execute(_SKILLS)
        cursor.execute(_NEW)
        cursor.execute("SELECT coalesce(max(id), 0) FROM skills_exchange_party")
        last = cursor.fetchone()[0]
        insert, *others = [each for each in _PARTIES.split(";\n") if each.strip()]
        cursor.execute(insert, {"name": f"{NAME}%"})
        cursor.execute("INSERT INTO new_parties SELECT id FROM skills_exchange_party WHERE id > %s", [last])
        for statement in others:
            cursor.execute(statement, {"name": f"{NAME}%"})
        cursor.execute(_CLAIMS.replace("%%", "%"))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(_POST)
        cursor.execute("ANALYZE")
