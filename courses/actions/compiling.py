"""Writing the pages that learners read."""

from collections.abc import Callable, Collection

from courses.actions.adapting import adapt_course
from courses.models import (
    Attempt,
    CompiledCaptions,
    CompiledCourse,
    CompiledLesson,
    CompiledQuestion,
    Course,
    CourseRevision,
    QuestionRevision,
)
from courses.publishing.asking import published_question
from courses.publishing.compiling import Compiler, caption_tracks, offered_languages
from courses.publishing.media import captions_of
from courses.publishing.snapshot import Document, document_hash

BATCH = 500


def compile_course(
    course: Course, revision: CourseRevision, progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """Replace the pages of the course by those of the revision; gives the languages that it is offered in.

    Runs inside the caller's transaction: learners see the old pages or the new ones, never a mixture. Questions of
    earlier revisions stay, since attempts may show them. `progress` is told languages done and languages in all.
    """
    document: Document = revision.document
    offered = offered_languages(document)
    withdraw_pages(course)
    question_revisions = _question_revisions(course, document)
    known = set(revision.compiled_questions.values_list("language", flat=True))
    compilers = {tag: Compiler(document, tag) for tag in [offered[0], *document["translations"]]}
    tracks = caption_tracks(document, compilers)
    CompiledCaptions.objects.bulk_create(
        CompiledCaptions(revision=revision, **fields) for fields in captions_of(document, compilers)
    )
    for done, language in enumerate(offered):
        if progress is not None:
            progress(done, len(offered))
        compiler = Compiler(document, language, captions=tracks)
        _write(course, revision, compiler, question_revisions, with_questions=language not in known)
    adapt_course(course, revision)
    return offered


def compile_language(course: Course, revision: CourseRevision, language: str) -> None:
    """Write the pages of a revision without captions in one language, where there are none of it."""
    document: Document = revision.document
    _write(course, revision, Compiler(document, language), _question_revisions(course, document), with_questions=True)


def _write(
    course: Course,
    revision: CourseRevision,
    compiler: Compiler,
    question_revisions: dict[str, QuestionRevision],
    *,
    with_questions: bool,
) -> None:
    CompiledLesson.objects.bulk_create(
        (CompiledLesson(revision=revision, **fields) for fields in compiler.lessons()), batch_size=BATCH
    )
    questions = list(compiler.questions())
    if with_questions:
        CompiledQuestion.objects.bulk_create(
            (
                CompiledQuestion(revision=revision, question_revision=question_revisions[fields["key"]], **fields)
                for fields in questions
            ),
            batch_size=BATCH,
        )
    CompiledCourse.objects.create(
        course=course,
        revision=revision,
        organisation=course.organisation,
        topic=course.topic,
        level=course.level,
        kind=course.kind,
        published_at=revision.published_at,
        **compiler.course(),
    )


def move_languages(course: Course, old: CourseRevision, new: CourseRevision, *, leaving_out: Collection[str]) -> None:
    """Let pages of a revision count as those of the next, where both say the same; those in the languages left out go.

    Questions that an attempt has drawn stay with its revision, and are copied.
    """
    entries = CompiledCourse.objects.filter(course=course)
    lessons = CompiledLesson.objects.filter(revision=old)
    questions = CompiledQuestion.objects.filter(revision=old).exclude(language__in=leaving_out)
    entries.filter(language__in=leaving_out).delete()
    lessons.filter(language__in=leaving_out, overlay=None).delete()
    entries.update(revision=new)
    lessons.update(revision=new)
    if not Attempt.objects.filter(revision=old).exists():
        questions.update(revision=new)
        CompiledQuestion.objects.filter(revision=old).delete()
        return
    copies = list(questions)
    for row in copies:
        row.pk, row.revision = None, new
    CompiledQuestion.objects.bulk_create(copies, batch_size=BATCH)


def withdraw_pages(course: Course) -> None:
    """Remove what learners read of the course, in all languages."""
    CompiledCourse.objects.filter(course=course).delete()
    CompiledLesson.objects.filter(revision__course=course).delete()
    CompiledCaptions.objects.filter(revision__course=course).delete()


def _question_revisions(course: Course, document: Document) -> dict[str, QuestionRevision]:
    """A revision of each question of the document, old ones where nothing has changed."""
    wanted = {question["key"]: published_question(document, question) for question in document["questions"]}
    hashes = {key: document_hash(said) for key, said in wanted.items()}
    QuestionRevision.objects.bulk_create(
        (QuestionRevision(course=course, key=key, hash=hashes[key], document=said) for key, said in wanted.items()),
        ignore_conflicts=True,
    )
    rows = QuestionRevision.objects.filter(course=course, key__in=wanted, hash__in=hashes.values())
    return {row.key: row for row in rows if row.hash == hashes[row.key]}
