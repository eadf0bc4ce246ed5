"""Courses to localize: 300 texts each in five modules, a dozen languages with counters, some texts that wait for a
review; and one course of which every text is said in 300 languages.
"""

from django.db import connection

from bench.seeding import Size, multiply
from bench.seeding.courses import LANGUAGES, WORDS
from courses import counters
from courses.actions.counting import recount
from courses.models import Course, Localization, Module, Segment
from courses.models.texts import text_hash

FIRST_ID = 3_000_000
TEXTS, MODULES, WAITING, SPOKEN = 300, 5, 25, 300
EDITED = "bench-300-languages"


def seed_localizing(size: Size) -> None:
    """Up to a fifth as many courses as the size has: 600,000 texts at the full size."""
    template = Course.objects.exclude(published_revision=None).filter(pk__lt=1_000_000).order_by("pk").first()
    assert template is not None, "the demo library is published first"
    there = Course.objects.filter(pk__gt=FIRST_ID, slug__startswith="local-").count()
    numbers = f"generate_series({there + 1}, {size.courses // 5}) AS n"
    identity = f"{FIRST_ID} + n"
    multiply(template, numbers, id=identity, slug="'local-' || n", external_key="'local-' || n")
    module = Module.objects.filter(course=template).order_by("pk").first()
    assert module is not None
    module_id = f"{FIRST_ID} + 10 * n"
    multiply(
        module, f"{numbers}, generate_series(0, {MODULES - 1}) AS m", id=f"{module_id} + m", course_id=identity,
        key="'m' || m", position="m",
    )  # fmt: skip
    spoken = list(LANGUAGES[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO courses_segment (course_id, module_id, key, part, "order", source_text, source_hash, format,
                                         imported_hash, retired)
            SELECT {identity}, CASE WHEN k > 1 THEN {module_id} + k % {MODULES} END,
                CASE k WHEN 0 THEN 'course/title' ELSE 'course/text.' || k END,
                CASE k WHEN 0 THEN 'title' ELSE 'text' END, k,
                'Ask the ' || (ARRAY{list(WORDS)})[1 + (n + k) % {len(WORDS)}] || ' number ' || n || ' of ' || k,
                md5(n || ' ' || k), 'plain', '', false
            FROM {numbers}, generate_series(0, {TEXTS - 1}) AS k
            """
        )
        cursor.execute(
            f"""
            INSERT INTO courses_localization (course_id, language, state, {", ".join(counters.NAMES)}, wanted)
            SELECT {identity}, spoken, 'draft', 0, 0, 0, 0, 0, (n * 7919 + ascii(spoken)) %% 50
            FROM {numbers}, unnest(%s) AS spoken
            """,
            [spoken],
        )
        cursor.execute(counters.insert_modules(f"l.course_id > {FIRST_ID + there}"))
        cursor.execute(counters.sum_up(f"l.course_id > {FIRST_ID + there}"))
        cursor.execute(
            f"""
            INSERT INTO courses_translation (segment_id, language, text, state, source_hash, translated_at,
                                             imported_hash)
            SELECT s.id, 'es', 'Pregunta ' || s.id, 'translated', s.source_hash,
                now() - (s.id %% 100000) * interval '1 minute', ''
            FROM courses_segment AS s WHERE s.course_id > {FIRST_ID + there} AND s."order" < {WAITING}
            """.replace("%%", "%")
        )


def seed_edited_course() -> Course:
    """A course whose every text is said in 300 languages: what an edit of its source meets."""
    known = Course.objects.filter(slug=EDITED).first()
    if known is not None:
        return known
    organisation = Course.objects.exclude(published_revision=None).order_by("pk")[0].organisation
    course = Course.objects.create(slug=EDITED, organisation=organisation)
    module = course.modules.create(key="m", position=0)
    lesson = module.lessons.create(course=course, key="l", position=0)
    block = lesson.blocks.create(kind="prose", key="b", position=0)
    texts = [("course/title", "title", {})]
    texts += [("lesson/l/b/text", "text", {"module": module, "lesson": lesson, "block": block})]
    texts += [(f"lesson/l/more.{n}", f"more.{n}", {"module": module, "lesson": lesson}) for n in range(TEXTS - 2)]
    Segment.objects.bulk_create(
        Segment(
            course=course, key=key, part=part, order=n, source_text=f"Text {n}", source_hash=text_hash(f"Text {n}"),
            **owner,
        )
        for n, (key, part, owner) in enumerate(texts)
    )  # fmt: skip
    tags = [f"x{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(SPOKEN)]
    Localization.objects.bulk_create(Localization(course=course, language=tag) for tag in tags)
    recount(course)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO courses_translation (segment_id, language, text, state, source_hash, reviewed_at, imported_hash)
            SELECT s.id, spoken, 'Said ' || s.id, 'reviewed', s.source_hash, now(), ''
            FROM courses_segment AS s, unnest(%s) AS spoken WHERE s.course_id = %s
            """,
            [tags, course.pk],
        )
    return course
