"""Courses: one that is really published, from the demo library, and its copies with other titles and languages."""

from django.db.models import F

from bench.seeding import Size, multiply
from courses.enums import CourseState
from courses.models import CompiledCourse, CompiledLesson, Course

LANGUAGES = ("en", "es", "ar", "fr", "ru", "zh-Hans", "pt", "de", "hi", "id", "sw", "ig")
FIRST_ID = 1_000_000
WORDS = (
    "dispute",
    "source",
    "photograph",
    "mentor",
    "privacy",
    "vandalism",
    "workshop",
    "licence",
    "dialogue",
    "archive",
)


def seed_courses(size: Size) -> None:
    """Copies up to the size: the course, its revision, its catalogue entries and one lesson, each in every language."""
    course = Course.objects.exclude(published_revision=None).filter(pk__lt=FIRST_ID).order_by("pk").first()
    assert course is not None, "the demo library is published first"
    there = Course.objects.filter(pk__gte=FIRST_ID).count()
    numbers = f"generate_series({there + 1}, {size.courses}) AS n"
    identity = f"{FIRST_ID} + n"
    every = f"{numbers}, unnest(ARRAY{list(LANGUAGES[: size.languages])}) AS spoken"
    words = f"(ARRAY{list(WORDS)})"
    title = f"initcap({words}[1 + n % 10]) || ' and ' || {words}[1 + n / 10 % 10] || ': ' || substr(md5(n::text), 1, 7)"
    revision = course.published_revision
    multiply(
        course, numbers, id=identity, slug="'bench-' || n", external_key="'bench-' || n", published_revision_id="NULL",
        state="'draft'",
    )  # fmt: skip
    multiply(revision, numbers, id=identity, course_id=identity)
    entry = CompiledCourse.objects.get(course=course, language="en")
    multiply(
        entry, every, course_id=identity, revision_id=identity, language="spoken", title=title, search_text=title,
        folded=f"regexp_replace(lower({title}), '[^a-z0-9]+', ' ', 'g')",
        skeleton=f"regexp_replace(lower({title}), '[^bcdfgklmnrst]+', '', 'g')",
        level="(ARRAY['beginner', 'intermediate', 'advanced'])[1 + n % 3]", minutes="10 + n % 170",
        audiences="(ARRAY['{newcomer}', '{affiliate,partner}', '{functionary}'])[1 + n % 3]::varchar[]",
        topic_id="NULL" if course.topic_id is None else f"CASE WHEN n % 7 = 0 THEN {course.topic_id} END",
    )  # fmt: skip
    lesson = CompiledLesson.objects.filter(revision=revision, language="en").order_by("position").first()
    assert lesson is not None
    multiply(lesson, every, revision_id=identity, language="spoken")
    Course.objects.filter(pk__gt=FIRST_ID + there).update(published_revision_id=F("id"), state=CourseState.PUBLISHED)
