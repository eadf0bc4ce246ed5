"""The counters of localizations, the log of steps and the history of sources, kept by triggers of the database.

Whoever writes segments or translations (people, importers, an edit of the source that outdates 300 languages at once,
bulk loads) cannot forget them, and no page has to count. Each trigger runs once a statement, over all rows it changed.

Translations change counters by differences, so that a write costs what it touches; segments that come, go or move
have their module counted anew. What counts: segments in use that are not empty, in every language but the source's.
"""

NAMES = ("total", "translated", "reviewed", "published", "outdated")
_COUNTED = "NOT s.retired AND s.source_text <> ''"


def _sums(value: str) -> str:
    """The four counters of translations over rows `t` with a state; `value` is what each row counts."""
    return f"""
        coalesce(sum({value}) FILTER (WHERE t.state NOT IN ('draft', 'rejected')), 0)::int AS translated,
        coalesce(sum({value}) FILTER (WHERE t.state IN ('reviewed', 'published')), 0)::int AS reviewed,
        coalesce(sum({value}) FILTER (WHERE t.state = 'published'), 0)::int AS published,
        coalesce(sum({value}) FILTER (WHERE t.state = 'outdated'), 0)::int AS outdated
    """


def counted(where: str) -> str:
    """A query for `course_id, module_id, language` and the counters, from nothing.

    `where` is about the localizations `l` to count and the segments `s` in them.
    """
    return f"""
        SELECT s.course_id, s.module_id, l.language, count(*)::int AS total, {_sums("1")}
        FROM courses_localization AS l
        JOIN courses_course AS c ON c.id = l.course_id AND c.source_language <> l.language
        JOIN courses_segment AS s ON s.course_id = l.course_id AND {_COUNTED}
        LEFT JOIN courses_translation AS t ON t.segment_id = s.id AND t.language = l.language
        WHERE {where}
        GROUP BY s.course_id, s.module_id, l.language
    """


def insert_modules(where: str) -> str:
    """The counters of modules that have none yet."""
    return f"""
        INSERT INTO courses_modulelocalization (course_id, module_id, language, total, translated, reviewed, published,
                                                outdated, live, unreviewed)
        SELECT counted.*, false, false FROM ({counted(where)}) AS counted ON CONFLICT DO NOTHING;
    """


def sum_up(where: str) -> str:
    """Localizations `l` as their modules say."""
    columns = ", ".join(NAMES)
    sums = ", ".join(f"coalesce(sum({name}), 0)::int" for name in NAMES)
    return f"""
        UPDATE courses_localization AS l SET ({columns}) = (
            SELECT {sums} FROM courses_modulelocalization AS m
            WHERE m.course_id = l.course_id AND m.language = l.language
        ) WHERE {where};
    """


def translations_changed(*, old: bool, new: bool) -> str:
    """The body of the trigger for inserted (`new`), deleted (`old`) or updated (both) translations."""
    sides = ["SELECT segment_id, language, state, 1 AS sign FROM new_rows"] if new else []
    sides += ["SELECT segment_id, language, state, -1 AS sign FROM old_rows"] if old else []
    changes = ", ".join(f"{name} = m.{name} + d.{name}" for name in NAMES[1:])
    sums = ", ".join(f"sum({name})::int AS {name}" for name in NAMES[1:])
    summed = ", ".join(f"{name} = l.{name} + d.{name}" for name in NAMES[1:])
    returned = ", ".join(f"d.{name}" for name in NAMES[1:])
    return f"""
        BEGIN
            WITH delta AS (
                SELECT s.course_id, s.module_id, t.language, {_sums("t.sign")}
                FROM ({" UNION ALL ".join(sides)}) AS t
                JOIN courses_segment AS s ON s.id = t.segment_id AND {_COUNTED}
                GROUP BY s.course_id, s.module_id, t.language
            ), modules AS (
                UPDATE courses_modulelocalization AS m SET {changes} FROM delta AS d
                WHERE m.course_id = d.course_id AND m.language = d.language
                    AND m.module_id IS NOT DISTINCT FROM d.module_id
                    AND (d.translated, d.reviewed, d.published, d.outdated) <> (0, 0, 0, 0)
                RETURNING m.course_id, m.language, {returned}
            )
            UPDATE courses_localization AS l SET {summed}
            FROM (SELECT course_id, language, {sums} FROM modules GROUP BY course_id, language) AS d
            WHERE l.course_id = d.course_id AND l.language = d.language;
            {_first_of_a_language() if new else ""}
            RETURN NULL;
        END;
    """


def _first_of_a_language() -> str:
    """A language with its first translation gets its counters."""
    missing = """
        SELECT DISTINCT s.course_id, t.language FROM new_rows AS t
        JOIN courses_segment AS s ON s.id = t.segment_id JOIN courses_course AS c ON c.id = s.course_id
        WHERE c.source_language <> t.language AND NOT EXISTS (
            SELECT FROM courses_modulelocalization AS m WHERE m.course_id = s.course_id AND m.language = t.language)
    """
    zeros = ", ".join("0" for _name in NAMES)
    these = f"(l.course_id, l.language) IN ({missing})"
    return f"""
            INSERT INTO courses_localization (course_id, language, state, {", ".join(NAMES)}, wanted)
            SELECT course_id, language, 'draft', {zeros}, 0 FROM ({missing}) AS missing ON CONFLICT DO NOTHING;
            IF FOUND OR EXISTS ({missing}) THEN
                WITH made AS ({insert_modules(these).strip().rstrip(";")}
                              RETURNING course_id, language, total, translated, reviewed, published, outdated)
                UPDATE courses_localization AS l SET total = d.total, translated = d.translated, reviewed = d.reviewed,
                    published = d.published, outdated = d.outdated
                FROM (SELECT course_id, language, sum(total)::int AS total, sum(translated)::int AS translated,
                        sum(reviewed)::int AS reviewed, sum(published)::int AS published, sum(outdated)::int AS outdated
                      FROM made GROUP BY course_id, language) AS d
                WHERE l.course_id = d.course_id AND l.language = d.language;
            END IF;
    """


def segments_changed(*, old: bool, new: bool) -> str:
    """The body of the trigger for inserted, deleted or updated segments: counts their modules anew."""
    if old and new:
        differs = """
            FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
            WHERE (o.module_id, o.retired, o.source_text = '')
                IS DISTINCT FROM (n.module_id, n.retired, n.source_text = '')
        """
        touched = f"SELECT o.course_id, o.module_id {differs} UNION SELECT n.course_id, n.module_id {differs}"
    else:
        touched = f"SELECT DISTINCT course_id, module_id FROM {'new_rows' if new else 'old_rows'}"
    columns = ", ".join(f"{name} = coalesce(d.{name}, 0)" for name in NAMES)
    these = "(s.course_id, coalesce(s.module_id, 0)) IN (SELECT * FROM unnest(courses, modules))"
    inserted = insert_modules(these)
    return f"""
        DECLARE
            courses bigint[];
            modules bigint[];
        BEGIN
            SELECT array_agg(x.course_id), array_agg(coalesce(x.module_id, 0)) INTO courses, modules
            FROM ({touched}) AS x WHERE EXISTS (SELECT FROM courses_localization AS l WHERE l.course_id = x.course_id);
            IF courses IS NULL THEN
                RETURN NULL;
            END IF;
            UPDATE courses_modulelocalization AS m SET {columns}
            FROM courses_modulelocalization AS kept
            LEFT JOIN ({counted(these)}) AS d
                ON d.course_id = kept.course_id AND d.language = kept.language
                AND d.module_id IS NOT DISTINCT FROM kept.module_id
            WHERE m.id = kept.id
                AND (kept.course_id, coalesce(kept.module_id, 0)) IN (SELECT * FROM unnest(courses, modules));
            {inserted if new else ""}
            {sum_up("l.course_id = ANY(courses)")}
            RETURN NULL;
        END;
    """


def step_taken(*, old: bool) -> str:
    """The body of the trigger that logs each step of a translation: a new state or a new text.

    Who did it is what the transaction has said (`wikilearn.actor`), else whom the row names for the state.
    """
    before = "LEFT JOIN old_rows AS o ON o.id = n.id WHERE o.state <> n.state OR o.text <> n.text" if old else ""
    return f"""
        BEGIN
            INSERT INTO courses_translationstep (segment_id, language, state, text, source_hash, actor_id, at)
            SELECT n.segment_id, n.language, n.state, n.text, n.source_hash,
                coalesce(
                    nullif(current_setting('wikilearn.actor', true), '')::bigint,
                    CASE WHEN n.state IN ('reviewed', 'rejected') THEN n.reviewed_by_id
                         WHEN n.state IN ('draft', 'translated') THEN n.translated_by_id END
                ), clock_timestamp()
            FROM new_rows AS n {before};
            RETURN NULL;
        END;
    """


def source_kept() -> str:
    """The body of the trigger that keeps a source text from which a translation was made, when it changes."""
    return """
        BEGIN
            INSERT INTO courses_sourcetext (segment_id, hash, text, replaced_at)
            SELECT OLD.id, OLD.source_hash, OLD.source_text, now()
            WHERE EXISTS (SELECT FROM courses_translation AS t
                          WHERE t.segment_id = OLD.id AND t.source_hash = OLD.source_hash)
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END;
    """
