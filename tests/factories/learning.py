"""Whole courses as learners get them: `serve_course(lessons=3, questions=4)` writes what publishing would compile."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from courses import models
from courses.enums import CourseState, QuestionKind
from tests.factories.courses import (
    CompiledCourseFactory,
    CompiledLessonFactory,
    CompiledQuestionFactory,
    CourseFactory,
    CourseRevisionFactory,
    EnrolmentFactory,
    QuestionRevisionFactory,
    TopicFactory,
)
from tests.factories.people import PersonFactory
from wikilearn.people.models import Person


def serve_course(
    *,
    lessons: int = 3,
    questions: int = 4,
    languages: tuple[str, ...] = ("en", "es"),
    mandatory: bool = False,
    quiz_in: int | None = None,
    **course: Any,
) -> models.Course:
    """A published course in one module: lessons `l1`, `l2` … of two blocks, questions `q1`, `q2` … (option 1 is right).

    `quiz_in` is the number of a lesson that has a quiz of the first two questions, in the block `quiz`.
    """
    topic = TopicFactory(mandatory=True) if mandatory else None
    made = CourseFactory(**{"topic": topic, "questions_per_attempt": 4} | course)
    publish(made, lessons=lessons, questions=questions, languages=languages, quiz_in=quiz_in)
    return made


def publish(
    course: models.Course,
    *,
    lessons: int = 3,
    questions: int = 4,
    languages: tuple[str, ...] = ("en", "es"),
    quiz_in: int | None = None,
) -> models.CourseRevision:
    """One more revision of the course, compiled; it takes the place of the last in the catalogue."""
    revision = CourseRevisionFactory(course=course)
    models.CompiledCourse.objects.filter(course=course).delete()
    course.published_revision, course.state = revision, CourseState.PUBLISHED
    course.save()
    keys = [f"l{number}" for number in range(1, lessons + 1)]
    for language in languages:
        _compile(revision, language, keys, quiz_in)
        CompiledCourseFactory(
            course=course,
            revision=revision,
            language=language,
            title=f"{language} {course.slug}",
            outline=[_module(language, keys)],
            lessons=lessons,
            questions=questions,
        )
    for number in range(1, questions + 1):
        question_revision = QuestionRevisionFactory(course=course, key=f"q{number}", hash=f"{revision.pk}-{number}")
        for language in languages:
            CompiledQuestionFactory(
                revision=revision,
                question_revision=question_revision,
                key=f"q{number}",
                language=language,
                position=number,
                prompt=f"<p>{language} prompt {number}</p>",
                explanations={"1": f"<p>{language} secret why {number}</p>", "2": "<p>Secret why not</p>"},
            )
    return revision


def ask_several(course: models.Course, key: str, *, options: int = 3, correct: tuple[str, ...] = ("1", "2")) -> None:
    """Turn a question of the published revision into one with several right options."""
    rows = models.CompiledQuestion.objects.filter(revision=course.published_revision, key=key)
    ids = [str(number) for number in range(1, options + 1)]
    question_revision = QuestionRevisionFactory(
        course=course,
        key=key,
        hash=f"several-{key}",
        document={"kind": "multiple", "settings": {"options": ids}, "answer": {"correct": list(correct)}, "texts": {}},
    )
    rows.update(
        kind=QuestionKind.MULTIPLE,
        question_revision=question_revision,
        options=[{"id": option, "html": f"<p>Option {option}</p>"} for option in ids],
    )


@dataclass
class Learner:
    """A person who is signed in and takes a course."""

    person: Person
    client: Client
    course: models.Course
    enrolment: models.Enrolment

    def read_all(self) -> None:
        """Read every lesson."""
        for key in self.keys:
            models.LessonRead.objects.get_or_create(
                enrolment=self.enrolment, lesson_key=key, defaults={"language": "en"}
            )

    @property
    def keys(self) -> list[str]:
        """The keys of the lessons."""
        entry = models.CompiledCourse.objects.filter(course=self.course).first()
        return [lesson["key"] for lesson in entry.outline[0]["lessons"]] if entry else []

    def start(self) -> models.Attempt:
        """Press the button that starts the assessment; gives the open attempt."""
        response = self.client.post(f"/learn/courses/{self.course.slug}/assessment/")
        assert response.status_code == 302, response.content.decode()
        return models.Attempt.objects.get(pk=int(response.url.rstrip("/").rpartition("/")[2]))

    def hand_in(self, attempt: models.Attempt, *, wrong: int = 0, **changes: Any) -> Any:
        """Answer everything rightly but the first `wrong` questions, and hand in."""
        return self.client.post(f"/learn/attempts/{attempt.pk}/", answers(attempt, wrong=wrong) | changes)


def answers(attempt: models.Attempt, *, wrong: int = 0) -> dict[str, Any]:
    """The fields of the form of an attempt, all right but the first `wrong`."""
    fields = {f"q-{drawn['key']}": "2" if place < wrong else "1" for place, drawn in enumerate(attempt.drawn)}
    return fields | {"hand_in": "yes"}


def learner(course: models.Course | None = None, *, language: str = "en", **person: Any) -> Learner:
    """A new person who takes the course."""
    course = course or serve_course()
    someone = PersonFactory(**person)
    client = Client()
    client.force_login(someone)
    enrolment = EnrolmentFactory(person=someone, course=course, language=language)
    return Learner(person=someone, client=client, course=course, enrolment=enrolment)


def _compile(revision: models.CourseRevision, language: str, keys: list[str], quiz_in: int | None) -> None:
    for place, key in enumerate(keys):
        blocks = [_block(language, f"{key}-a"), _block(language, f"{key}-b")]
        if quiz_in == place + 1:
            blocks.append(_block(language, "quiz", kind="quiz", questions=["q1", "q2"]))
        CompiledLessonFactory(
            revision=revision,
            language=language,
            lesson_key=key,
            title=f"{language} title {key}",
            position=place,
            blocks=blocks,
            previous_key=keys[place - 1] if place else "",
            next_key=keys[place + 1] if place + 1 < len(keys) else "",
        )


def _block(language: str, key: str, **changes: Any) -> dict[str, Any]:
    block = {"key": key, "kind": "prose", "html": f"<p>{language} text {key}</p>", "language": language}
    return block | {"dir": "ltr", "notice": "", "questions": []} | changes


def _module(language: str, keys: list[str]) -> dict[str, Any]:
    lessons = [{"key": key, "title": f"{language} title {key}", "language": language, "minutes": 2} for key in keys]
    return {
        "key": "module",
        "title": f"{language} module",
        "language": language,
        "minutes": 2 * len(keys),
        "section": "",
        "lessons": lessons,
    }
