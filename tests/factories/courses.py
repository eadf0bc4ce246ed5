"""Courses for tests.

`CourseFactory()` is an empty draft; `LessonFactory`, `QuestionFactory` … make their parents and their own texts.
`PublishedCourseFactory`, `CompiledLessonFactory`, `CompiledQuestionFactory` make what learners read without compiling.
"""

import hashlib
from typing import Any

import factory
from factory.django import DjangoModelFactory

from courses import models
from courses.enums import AttemptState, BlockKind, CourseState, Level, QuestionKind, RevisionKind, TextFormat
from tests.factories.movement import OrganisationFactory


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = models.Topic
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.LazyAttribute(lambda topic: topic.key.replace("-", " ").capitalize())


class SegmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Segment

    course = factory.SubFactory("tests.factories.courses.CourseFactory")
    key = factory.Sequence(lambda n: f"course/text.{n}")
    part = "text"
    order = factory.Sequence(lambda n: n)
    source_text = "Some text"
    source_hash = factory.LazyAttribute(lambda segment: models.texts.text_hash(segment.source_text))


class CourseFactory(DjangoModelFactory):
    """A draft with a title and a summary."""

    class Meta:
        model = models.Course
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"course-{n}")
    organisation = factory.SubFactory(OrganisationFactory)

    @factory.post_generation
    def title(course: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        SegmentFactory(course=course, key="course/title", part="title", order=0, source_text=extracted or course.slug)
        SegmentFactory(course=course, key="course/summary", part="summary", order=1, source_text=f"About {course.slug}")


class ModuleFactory(DjangoModelFactory):
    """A module with a title."""

    class Meta:
        model = models.Module
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)
    key = factory.Sequence(lambda n: f"module-{n}")
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def title(module: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        SegmentFactory(
            course=module.course,
            module=module,
            key=f"module/{module.key}/title",
            part="title",
            source_text=extracted or f"Title of {module.key}",
        )


class LessonFactory(DjangoModelFactory):
    """A lesson with a title."""

    class Meta:
        model = models.Lesson
        skip_postgeneration_save = True

    module = factory.SubFactory(ModuleFactory)
    course = factory.SelfAttribute("module.course")
    key = factory.Sequence(lambda n: f"lesson-{n}")
    position = factory.Sequence(lambda n: n)
    minutes = 2

    @factory.post_generation
    def title(lesson: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        SegmentFactory(
            course=lesson.course,
            module=lesson.module,
            lesson=lesson,
            key=f"lesson/{lesson.key}/title",
            part="title",
            source_text=extracted or f"Title of {lesson.key}",
        )


class BlockFactory(DjangoModelFactory):
    """A text; `text="…"` is its Markdown."""

    class Meta:
        model = models.Block
        skip_postgeneration_save = True

    lesson = factory.SubFactory(LessonFactory)
    kind = BlockKind.PROSE
    key = factory.Sequence(lambda n: f"block-{n}")
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def text(block: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        if block.kind == BlockKind.PROSE:
            SegmentFactory(
                course=block.lesson.course,
                module=block.lesson.module,
                lesson=block.lesson,
                block=block,
                key=f"lesson/{block.lesson.key}/{block.key}/text",
                source_text=extracted or f"Text of **{block.key}**.",
                format=TextFormat.MARKDOWN,
            )


class QuestionFactory(DjangoModelFactory):
    """Two options, the first of which is right, and an explanation for each."""

    class Meta:
        model = models.Question
        skip_postgeneration_save = True

    module = factory.SubFactory(ModuleFactory)
    course = factory.SelfAttribute("module.course")
    key = factory.Sequence(lambda n: f"question-{n}")
    kind = QuestionKind.SINGLE
    position = factory.Sequence(lambda n: n)
    settings = factory.LazyFunction(lambda: {"options": ["1", "2"]})
    answer = factory.LazyFunction(lambda: {"correct": ["1"]})

    @factory.post_generation
    def texts(question: Any, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        parts = {"prompt": f"What of {question.key}?"}
        for option in question.settings["options"]:
            parts[f"option.{option}"] = f"Option {option} of {question.key}"
            parts[f"explanation.{option}"] = f"Because {option}"
        for part, text in (extracted or parts).items():
            SegmentFactory(
                course=question.course,
                module=question.module,
                question=question,
                key=f"question/{question.key}/{part}",
                part=part,
                source_text=text,
                format=TextFormat.MARKDOWN,
            )


class TranslationFactory(DjangoModelFactory):
    class Meta:
        model = models.Translation

    segment = factory.SubFactory(SegmentFactory)
    language = "es"
    text = factory.LazyAttribute(lambda translation: f"{translation.language}: {translation.segment.source_text}")
    state = "translated"
    source_hash = factory.SelfAttribute("segment.source_hash")


class LocalizationFactory(DjangoModelFactory):
    class Meta:
        model = models.Localization

    course = factory.SubFactory(CourseFactory)
    language = "es"


class CourseRevisionFactory(DjangoModelFactory):
    """A published state without content."""

    class Meta:
        model = models.CourseRevision

    course = factory.SubFactory(CourseFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = RevisionKind.MAJOR
    document = factory.LazyAttribute(
        lambda revision: {"course": {"topic": revision.course.topic.key if revision.course.topic else None}}
    )
    hash = factory.LazyAttribute(lambda revision: hashlib.sha256(str(revision.number).encode()).hexdigest())
    published_by = factory.SubFactory("tests.factories.people.PersonFactory")


class PublishedCourseFactory(CourseFactory):
    """A course that learners can take: a revision, and its catalogue entry in English."""

    @factory.post_generation
    def revision(course: Any, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        course.published_revision = extracted or CourseRevisionFactory(course=course)
        course.state = CourseState.PUBLISHED
        course.save()
        CompiledCourseFactory(course=course, revision=course.published_revision)


class CompiledCourseFactory(DjangoModelFactory):
    class Meta:
        model = models.CompiledCourse

    revision = factory.SubFactory(CourseRevisionFactory)
    course = factory.SelfAttribute("revision.course")
    organisation = factory.SelfAttribute("course.organisation")
    topic = factory.SelfAttribute("course.topic")
    language = "en"
    level = factory.SelfAttribute("course.level")
    kind = factory.LazyAttribute(lambda entry: entry.course.kind)
    title = factory.LazyAttribute(lambda entry: f"Title of {entry.course.slug}")
    title_language = factory.SelfAttribute("language")
    summary = factory.LazyAttribute(lambda entry: f"About {entry.course.slug}")
    summary_language = factory.SelfAttribute("language")
    outline = factory.LazyFunction(list)
    minutes = 10
    lessons = 1
    questions = 0
    completeness = 100
    published_at = factory.SelfAttribute("revision.published_at")
    search_text = factory.LazyAttribute(lambda entry: f"{entry.title} {entry.summary}")


class CompiledLessonFactory(DjangoModelFactory):
    class Meta:
        model = models.CompiledLesson

    revision = factory.SubFactory(CourseRevisionFactory)
    language = "en"
    lesson_key = factory.Sequence(lambda n: f"lesson-{n}")
    module_key = "module"
    position = factory.Sequence(lambda n: n)
    minutes = 2
    title = factory.LazyAttribute(lambda lesson: f"Title of {lesson.lesson_key}")
    title_language = factory.SelfAttribute("language")
    module_title = "Title of the module"
    module_title_language = factory.SelfAttribute("language")
    blocks = factory.LazyAttribute(
        lambda lesson: [
            {
                "key": "text",
                "kind": "prose",
                "html": f"<p>Text of {lesson.lesson_key}</p>",
                "language": lesson.language,
                "dir": "ltr",
                "notice": "",
                "questions": [],
            }
        ]
    )
    notices = factory.LazyFunction(list)
    translated = True


class QuestionRevisionFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionRevision

    course = factory.SubFactory(CourseFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    hash = factory.LazyAttribute(lambda revision: hashlib.sha256(revision.key.encode()).hexdigest())
    document = factory.LazyAttribute(
        lambda revision: {
            "kind": "single",
            "settings": {"options": ["1", "2"]},
            "answer": {"correct": ["1"]},
            "texts": {
                "prompt": f"What of {revision.key}?",
                "option.1": "Right",
                "option.2": "Wrong",
                "explanation.1": "Because 1",
                "explanation.2": "Because 2",
            },
        }
    )


class CompiledQuestionFactory(DjangoModelFactory):
    """Two options, the first of which is right."""

    class Meta:
        model = models.CompiledQuestion

    revision = factory.SubFactory(CourseRevisionFactory)
    question_revision = factory.SubFactory(
        QuestionRevisionFactory, course=factory.SelfAttribute("..revision.course"), key=factory.SelfAttribute("..key")
    )
    language = "en"
    key = factory.Sequence(lambda n: f"question-{n}")
    module_key = "module"
    kind = QuestionKind.SINGLE
    position = factory.Sequence(lambda n: n)
    prompt = factory.LazyAttribute(lambda question: f"<p>What of {question.key}?</p>")
    options = factory.LazyFunction(lambda: [{"id": "1", "html": "<p>Right</p>"}, {"id": "2", "html": "<p>Wrong</p>"}])
    explanations = factory.LazyFunction(lambda: {"1": "<p>Because 1</p>", "2": "<p>Because 2</p>"})
    text_language = factory.SelfAttribute("language")


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    person = factory.SubFactory("tests.factories.people.PersonFactory")
    course = factory.SubFactory(PublishedCourseFactory)


class AttemptFactory(DjangoModelFactory):
    """An open attempt that has drawn nothing."""

    class Meta:
        model = models.Attempt

    enrolment = factory.SubFactory(EnrolmentFactory)
    revision = factory.SelfAttribute("enrolment.course.published_revision")
    language = "en"
    seed = factory.Sequence(lambda n: n)
    drawn = factory.LazyFunction(list)
    state = AttemptState.OPEN


class CompletionFactory(DjangoModelFactory):
    """A pass with 90 %."""

    class Meta:
        model = models.Completion

    person = factory.SubFactory("tests.factories.people.PersonFactory")
    course = factory.SubFactory(PublishedCourseFactory)
    revision = factory.SelfAttribute("course.published_revision")
    language = "en"
    score = 90
    level = Level.PROFICIENT


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportRun

    organisation = factory.SubFactory(OrganisationFactory)
    by = factory.SubFactory("tests.factories.people.PersonFactory")
    filename = "library.tar.gz"
    size = 1000
    content_hash = "0" * 64


class OverlayFactory(DjangoModelFactory):
    class Meta:
        model = models.Overlay

    course = factory.SubFactory(CourseFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    language = "en"
