"""A question of the working copy as learners would get it."""

from dataclasses import dataclass

from courses.assessment.questions import Question
from courses.models import CompiledQuestion, Course, QuestionRevision
from courses.publishing.asking import published_question
from courses.publishing.compiling import Compiler
from courses.publishing.snapshot import snapshot
from courses.queries.questions import question_of


@dataclass(frozen=True, slots=True)
class Preview:
    """The question before and after its answer, and the languages that the course has."""

    open: Question
    graded: Question
    languages: list[str]


def previewed_question(course: Course, key: str, *, language: str) -> Preview | None:
    """None for a language that the course does not have, and for a question that cannot be asked."""
    document = snapshot(course)
    tags = [course.source_language, *sorted(document["translations"])]
    if language not in tags:
        return None
    compiled = next((each for each in Compiler(document, language).questions() if each["key"] == key), None)
    if compiled is None:
        return None
    said = published_question(document, next(each for each in document["questions"] if each["key"] == key))
    row = CompiledQuestion(**compiled, question_revision=QuestionRevision(document=said))
    before, after = question_of(row, graded=False), question_of(row, graded=True)
    return Preview(before, after, tags) if before is not None and after is not None else None
