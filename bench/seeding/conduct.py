"""Local codes of many organisations, and the steps, decisions and measures of many cases."""

from django.db import connection

from bench.seeding import multiply
from ucoc.enums import BodyKind
from ucoc.models import CodeVersion, Decision, EnforcementBody
from wikilearn.people.models import Person

CODES, DECISIONS = 1_000, 100_000


def seed_conduct() -> None:
    """As many as above; a second call adds nothing."""
    _codes()
    _decisions()


def _codes() -> None:
    universal = CodeVersion.objects.in_force()
    person = Person.objects.order_by("pk").first()
    assert universal is not None
    assert person is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ucoc_localcode WHERE slug LIKE 'bench-%'")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SET session_replication_role = replica")  # as if they had come their way
        cursor.execute(
            """
            INSERT INTO movement_organisation (slug, name, kind, languages, website, active)
            SELECT 'bench-' || n, 'Bench ' || n, 'user_group', ARRAY['en'], '', true FROM generate_series(1, %s) AS n;
            INSERT INTO ucoc_localcode (slug, organisation_id, created_at)
            SELECT slug, id, now() FROM movement_organisation WHERE slug LIKE 'bench-%%';
            INSERT INTO ucoc_localversion (local_id, number, state, builds_on_id, languages, round, started_by_id,
                started_at, consultation_from, consultation_until, ratified_at, ratified_by_id, decided_on,
                decision_url)
            SELECT id, 1, 'ratified', %s, ARRAY['en'], 1, %s, now(), current_date - 60, current_date - 30, now(), %s,
                current_date, '' FROM ucoc_localcode WHERE slug LIKE 'bench-%%';
            INSERT INTO ucoc_localclause (version_id, key, position, covers_id, relation)
            SELECT v.id, 'c' || c.id, c.position, c.id, 'restates' FROM ucoc_localversion v
                JOIN ucoc_localcode l ON l.id = v.local_id AND l.slug LIKE 'bench-%%'
                JOIN ucoc_clause c ON c.version_id = v.builds_on_id WHERE (v.id + c.id) %% 4 > 0;
            INSERT INTO ucoc_localtext (version_id, clause_id, language, heading, text, edit)
            SELECT version_id, id, 'en', 'Heading', repeat('Some text. ', 40), 1 FROM ucoc_localclause
                WHERE key LIKE 'c%%' AND version_id IN (SELECT v.id FROM ucoc_localversion v
                JOIN ucoc_localcode l ON l.id = v.local_id AND l.slug LIKE 'bench-%%')
            """,
            [CODES, universal.pk, person.pk, person.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def _decisions() -> None:
    if Decision.objects.count() >= DECISIONS:
        return
    kinds = (BodyKind.U4C, BodyKind.STEWARDS, BodyKind.LEGAL, BodyKind.TRUST_AND_SAFETY)
    bodies = [
        EnforcementBody.objects.filter(kind=kind, wiki=None, organisation=None).first()
        or EnforcementBody.objects.create(slug=f"bench-{kind}".replace("_", "-"), kind=kind, name=kind)
        for kind in kinds
    ]
    ids = [body.pk for body in bodies]
    template = Decision.objects.create(
        case="00000000-0000-4000-8000-000000000000", body=bodies[0], finding="breach", decided_on="2026-02-10"
    )
    source = f"generate_series(1, {DECISIONS}) AS n"
    body = f"(ARRAY{ids})[1 + n % {len(ids)}]"
    day = "(date '2026-01-01' + (n % 90)::int)"
    conduct = (
        "(ARRAY['harassment','hate','content_abuse','abuse_of_power','legal_threat'])[1 + (n % 97) * (n % 89) % 5]"
    )
    multiply(
        template, source, uid="gen_random_uuid()", case="md5('bench' || n)::uuid", body_id=body, conduct=conduct,
        decided_on=day,
    )  # fmt: skip
    with connection.cursor() as cursor:
        for step, later in (("received", 0), ("decided", 1)):
            cursor.execute(
                f"""
                INSERT INTO ucoc_casestep ("case", body_id, step, "on", at, conduct, severity)
                SELECT md5('bench' || n)::uuid, {body}, '{step}', {day} + {later} * (n % 60)::int, now(), {conduct},
                    (ARRAY['high', 'normal', 'low'])[1 + n % 3] FROM {source}
                """
            )
        cursor.execute(
            """
            INSERT INTO ucoc_measure (uid, decision_id, username, kind, scope, since, public, on_wiki, on_wiki_link,
                closed_as, reminded)
            SELECT gen_random_uuid(), id, 'Bench', (ARRAY['advice', 'warning', 'ban'])[1 + id % 3], '', decided_on,
                false, 'not_needed', '', '', 0 FROM ucoc_decision WHERE NOT EXISTS
                (SELECT 1 FROM ucoc_measure WHERE decision_id = ucoc_decision.id)
            """
        )
