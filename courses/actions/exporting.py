"""Taking a course out of the platform, as a package of ours."""

from django.utils.translation import gettext as _

from courses.errors import NotYours
from courses.exchange.ours.writing import files_of
from courses.exchange.ours.zipping import zipped
from courses.models import Course, CourseRevision
from courses.publishing.snapshot import Document, snapshot
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


def package_files(course: Course, document: Document) -> dict[str, bytes]:
    """The files of a document of the course, with its media."""
    contents = {}
    for media in course.media.filter(key__in=document.get("media", {})):
        with media.file.open("rb") as file:
            contents[media.key] = file.read()
    return files_of(document, contents)


def export_course(*, actor: Person, course: Course, revision: CourseRevision | None = None) -> bytes:
    """The working copy, or a published revision, as a zip file; whoever sees the authoring pages may have it.

    It holds the answers of all questions: learners never get it. Raises `NotYours`.
    """
    if not actor.has_perm("courses.view_authoring", course):
        raise NotYours(_("You may not see how this course is made."))
    document = snapshot(course) if revision is None else revision.document
    content = zipped(package_files(course, document), folder=course.slug)
    record(
        actor=actor.reference,
        action="courses.exported",
        target=course.reference,
        details={"revision": revision.number if revision else 0, "size": len(content)},
    )
    return content
