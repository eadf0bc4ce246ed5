"""Counting localizations anew. Triggers keep the counters (`courses.counters`); this repairs and proves them."""

from typing import Any

from django.db import connection, transaction

from courses import counters
from courses.models import Course


@transaction.atomic
def recount(course: Course) -> None:
    """Count the course's localizations from nothing. A few queries whatever the languages."""
    modules = counters.insert_modules("l.course_id = %s")
    columns = ", ".join(counters.NAMES)
    with connection.cursor() as cursor:
        cursor.execute(modules, [course.pk])
        cursor.execute(
            f"""
            UPDATE courses_modulelocalization AS m SET ({columns}) = (
                SELECT {", ".join(f"coalesce(max({name}), 0)" for name in counters.NAMES)}
                FROM ({counters.counted("l.course_id = %s")}) AS counted
                WHERE counted.language = m.language AND counted.module_id IS NOT DISTINCT FROM m.module_id
            ) WHERE m.course_id = %s
            """,
            [course.pk, course.pk],
        )
        cursor.execute(counters.sum_up("l.course_id = %s"), [course.pk])


@transaction.atomic
def recount_demand() -> int:
    """Count anew how many learners of each course want it in another language: the first of their own. Gives how many
    courses and languages are wanted. A few statements whatever the number of learners.
    """
    zeros = ", ".join("0" for _name in counters.NAMES)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE courses_demand ON COMMIT DROP AS " + _DEMAND)
        cursor.execute(
            f"""
            INSERT INTO courses_localization (course_id, language, state, {", ".join(counters.NAMES)}, wanted)
            SELECT course_id, language, 'draft', {zeros}, number FROM courses_demand
            ON CONFLICT (course_id, language) DO UPDATE SET wanted = EXCLUDED.wanted
            WHERE courses_localization.wanted <> EXCLUDED.wanted
            """
        )
        wanted = "SELECT FROM courses_demand AS d WHERE d.course_id = l.course_id AND d.language = l.language"
        cursor.execute(f"UPDATE courses_localization AS l SET wanted = 0 WHERE wanted > 0 AND NOT EXISTS ({wanted})")
        bare = "SELECT FROM courses_modulelocalization AS m WHERE m.course_id = l.course_id AND m.language = l.language"
        cursor.execute(counters.insert_modules(f"l.total = 0 AND EXISTS ({wanted}) AND NOT EXISTS ({bare})"))
        cursor.execute(counters.sum_up(f"l.total = 0 AND EXISTS ({wanted})"))
        cursor.execute("SELECT count(*) FROM courses_demand")
        number: int = cursor.fetchone()[0]
        cursor.execute("DROP TABLE courses_demand")
    return number


_DEMAND = """
    SELECT e.course_id, p.languages[1] AS language, count(*)::int AS number
    FROM courses_enrolment AS e
    JOIN people_person AS p ON p.id = e.person_id AND cardinality(p.languages) > 0
    JOIN courses_course AS c ON c.id = e.course_id AND c.source_language <> p.languages[1]
    WHERE e.left_at IS NULL GROUP BY 1, 2
"""


def differences(course: Course | None = None) -> list[dict[str, Any]]:
    """Where a counter is not what counting gives: `{"course", "module", "language", "kept", "counted"}`; all courses,
    if none is named. Empty as long as the triggers are right.
    """
    where, arguments = ("l.course_id = %s", [course.pk]) if course else ("true", [])
    kept = ", ".join(f"coalesce(m.{name}, -1)" for name in counters.NAMES)
    count = ", ".join(f"coalesce(d.{name}, 0)" for name in counters.NAMES)
    same = " AND ".join(f"coalesce(m.{name}, 0) = coalesce(d.{name}, 0)" for name in counters.NAMES)
    sums = ", ".join(f"coalesce(sum({name}), 0)::int AS {name}" for name in counters.NAMES)
    total_kept = ", ".join(f"l.{name}" for name in counters.NAMES)
    total_count = ", ".join(f"coalesce(s.{name}, 0)" for name in counters.NAMES)
    total_same = " AND ".join(f"l.{name} = coalesce(s.{name}, 0)" for name in counters.NAMES)
    sql = f"""
        WITH d AS ({counters.counted(where)}),
             m AS (SELECT * FROM courses_modulelocalization AS l WHERE {where}),
             s AS (SELECT course_id, language, {sums} FROM d GROUP BY course_id, language)
        SELECT coalesce(m.course_id, d.course_id), coalesce(m.module_id, d.module_id),
            coalesce(m.language, d.language), ARRAY[{kept}], ARRAY[{count}]
        FROM d FULL JOIN m ON m.course_id = d.course_id AND m.language = d.language
            AND coalesce(m.module_id, 0) = coalesce(d.module_id, 0)
        WHERE NOT ({same})
        UNION ALL
        SELECT l.course_id, NULL, l.language, ARRAY[{total_kept}], ARRAY[{total_count}]
        FROM courses_localization AS l LEFT JOIN s USING (course_id, language)
        WHERE {where} AND NOT ({total_same})
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments * 3)
        names = ("course", "module", "language", "kept", "counted")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
