"""From an uploaded file to course documents: unpack safely, find the parser that knows the format."""

from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _

from courses.exchange import wikiedu
from courses.exchange.document import CourseDocument
from courses.exchange.loss_report import Report
from courses.exchange.ours import checking, reading
from courses.exchange.ours.importing import course_document
from courses.exchange.ours.nodes import TooManyProblems
from wikilearn.core.archives import MEBIBYTE, ArchiveRefused, Limits, unpack

LARGEST_UPLOAD = 50 * MEBIBYTE
LIMITS = Limits(files=20_000, file=16 * MEBIBYTE, total=128 * MEBIBYTE, ratio=200)


def read(file: IO[bytes], report: Report) -> list[CourseDocument]:
    """The courses in an archive of any format that we know; raises `ArchiveRefused` with a sentence for people."""
    files = unpack(file, limits=LIMITS)
    if wikiedu.recognises(files):
        return wikiedu.parse(files, report)
    if reading.recognises(files):
        return [read_ours(files, report)]
    raise ArchiveRefused(_("The archive holds no training library."))


def read_ours(files: Mapping[str, bytes], report: Report) -> CourseDocument:
    """The course of a package of ours. Raises `TooManyProblems` with all of them."""
    package = reading.read_package(files)
    if problems := checking.errors_of(package):
        raise TooManyProblems(problems)
    return course_document(package, report)
