"""A large library of resources, with titles of two or three words out of a few hundred."""

from django.db import connection

RESOURCES = 100_000


def seed_library() -> None:
    """As many as above; a second call adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM skills_exchange_resource WHERE url LIKE 'https://bench.example/%'")
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            """
            WITH words AS (
                SELECT n, initcap(chr(97 + n %% 26) || chr(97 + n / 26 %% 5 * 4) || chr(98 + n / 7 %% 20) || 'o'
                                  || chr(99 + n / 3 %% 20) || 'an' || (ARRAY['ing', 'er'])[1 + n %% 2]) AS word
                  FROM generate_series(0, 399) AS n
            )
            INSERT INTO skills_exchange_resource (uid, kind, title, summary, body, language, url, licence, shown,
                hidden_reason, useful, outdated, link_state, link_failures, link_due, search_text, folded, created_at,
                changed_at)
            SELECT gen_random_uuid(), 'page', t.title, 'How to do this well, step by step.', '',
                (ARRAY['en', 'fr', 'es', 'ar'])[1 + g.n %% 4], 'https://bench.example/' || g.n, 'cc-by-sa', true, '',
                g.n %% 50, 0, 'works', 0, now() + interval '1 year', 'Editing', lower(t.title), now(), now()
              FROM generate_series(1, %s) AS g (n)
              JOIN words AS a ON a.n = g.n %% 400 JOIN words AS b ON b.n = g.n / 400 %% 400
              CROSS JOIN LATERAL (SELECT a.word || ' ' || b.word || ' ' || g.n AS title) AS t
            """,
            [RESOURCES],
        )
        cursor.execute("ANALYZE skills_exchange_resource")
