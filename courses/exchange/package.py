"""From an uploaded file to course documents: unpack safely, find the parser that knows the format."""

from typing import IO

from django.utils.translation import gettext as _

from courses.exchange import wikiedu
from courses.exchange.document import CourseDocument
from courses.exchange.loss_report import Report
from wikilearn.core.archives import MEBIBYTE, ArchiveRefused, Limits, unpack

LARGEST_UPLOAD = 50 * MEBIBYTE
LIMITS = Limits(files=20_000, file=16 * MEBIBYTE, total=128 * MEBIBYTE, ratio=200)


def read(file: IO[bytes], report: Report) -> list[CourseDocument]:
    """The courses in an archive of any format that we know; raises `ArchiveRefused` with a sentence for people."""
    files = unpack(file, limits=LIMITS)
    if wikiedu.recognises(files):
        return wikiedu.parse(files, report)
    raise ArchiveRefused(_("The archive holds no training library."))
