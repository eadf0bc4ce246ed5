"""How people did with each question: for authors, never about a person.

Counted over handed-in attempts that saw the question as it is published now: what was asked before says nothing about
what is asked today. Figures appear from `ENOUGH` answers on; a choice made by fewer than `FEW` people is not told.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection

from courses.models import Course

ENOUGH = 20
FEW = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose something, in per cent of all who answered; None where they are too few to say."""

    option: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """`difficulty`: the mean credit, 0 (nobody) to 1 (everybody). `discrimination`: the correlation of the credit with
    the score in the rest of the sheet, -1 to 1; None where everybody did the same.

    `answers` is how many there are; below `ENOUGH` the figures are None.
    """

    answers: int
    difficulty: float | None = None
    discrimination: float | None = None
    shares: Sequence[Share] = field(default_factory=tuple)

    @property
    def is_weak(self) -> bool:
        """Those who know more do not do better here: the question or its key may be wrong."""
        return self.discrimination is not None and self.discrimination < 0.1

    @property
    def is_easy(self) -> bool:
        """Nearly everybody gets it right."""
        return self.difficulty is not None and self.difficulty > 0.95


def statistics_of(course: Course, keys: Collection[str]) -> dict[str, ItemStatistics]:
    """By key of the question; those without an answer are left out. One query whatever the number of answers."""
    if course.published_revision_id is None or not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"revision": course.published_revision_id, "keys": list(keys)})
        return {key: _item(*figures) for key, *figures in cursor.fetchall()}


def _item(answers: int, difficulty: float, discrimination: float | None, chosen: str | None) -> ItemStatistics:
    if answers < ENOUGH:
        return ItemStatistics(answers)
    picked: dict[str, list[int]] = json.loads(chosen or "{}")
    shares = [
        Share(option, 100 * times // answers if people >= FEW else None)
        for option, (times, people) in sorted(picked.items(), key=lambda each: (-each[1][0], each[0]))
    ]
    return ItemStatistics(
        answers,
        round(float(difficulty), 2),
        None if discrimination is None else round(float(discrimination), 2),
        shares,
    )


_FIGURES = """
    WITH seen AS (
        SELECT key, question_revision_id, kind FROM courses_compiledquestion
        WHERE revision_id = %(revision)s AND key = ANY(%(keys)s)
        GROUP BY key, question_revision_id, kind
    ), same AS (
        SELECT DISTINCT seen.key, seen.kind, compiled.revision_id
        FROM seen JOIN courses_compiledquestion AS compiled USING (key, question_revision_id)
    ), given AS (
        SELECT answer.id, same.key, same.kind, answer.answer, enrolment.person_id,
            coalesce(answer.credit, CASE WHEN answer.correct THEN 100 ELSE 0 END)::float AS credit,
            attempt.score::float * jsonb_array_length(attempt.drawn)
                - coalesce(answer.credit, CASE WHEN answer.correct THEN 100 ELSE 0 END) AS rest
        FROM same
        JOIN courses_attempt AS attempt ON attempt.revision_id = same.revision_id AND attempt.state = 'submitted'
        JOIN courses_enrolment AS enrolment ON enrolment.id = attempt.enrolment_id
        JOIN courses_attemptanswer AS answer ON answer.attempt_id = attempt.id AND answer.question_key = same.key
    ), figures AS (
        SELECT key, count(*) AS answers, avg(credit) / 100 AS difficulty, corr(credit, rest) AS discrimination
        FROM given GROUP BY key
    ), picked AS (
        SELECT key, chosen, count(*) AS times, count(DISTINCT person_id) AS people
        FROM given, jsonb_array_elements_text(answer -> 'chosen') AS chosen
        WHERE kind IN ('single', 'multiple', 'scenario')
        GROUP BY key, chosen
        UNION ALL
        SELECT key, lower(answer -> 'chosen' ->> 0), count(*), count(DISTINCT person_id)
        FROM given WHERE kind IN ('numeric', 'short_text')
        GROUP BY key, lower(answer -> 'chosen' ->> 0)
        HAVING count(DISTINCT person_id) >= 5
    )
    SELECT figures.key, answers, difficulty, discrimination,
        (
            SELECT jsonb_object_agg(chosen, jsonb_build_array(times, people)) FROM picked WHERE picked.key = figures.key
        )::text
    FROM figures
"""
