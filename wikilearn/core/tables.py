"""Lists on pages and as files: pagination that survives any page number, and CSV that no spreadsheet executes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar, overload

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse

M = TypeVar("M", bound=Model)
T = TypeVar("T")

PAGE_SIZE = 25
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection), in full width too."""


@overload
def page_of(
    rows: QuerySet[M],
    request: HttpRequest,
    *,
    size: int = PAGE_SIZE,
    parameter: str = "page",
    total: int | None = None,
) -> Page[M]: ...


@overload
def page_of(
    rows: Sequence[T], request: HttpRequest, *, size: int = PAGE_SIZE, parameter: str = "page", total: int | None = None
) -> Page[Any]: ...


def page_of(
    rows: QuerySet[Any] | Sequence[T],
    request: HttpRequest,
    *,
    size: int = PAGE_SIZE,
    parameter: str = "page",
    total: int | None = None,
) -> Page[Any]:
    """The page of `rows` that `?page=` asks for: nonsense gives the first page, a number too high the last.

    Two queries for a queryset (count, rows), one if the `total` is known. Show it with `<c-pagination :page="page" />`.
    """
    paginator = Paginator(rows, size)
    if total is not None:
        paginator.__dict__["count"] = total
    return paginator.get_page(request.GET.get(parameter))


def csv_response(filename: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A CSV file to download, UTF-8 with a byte order mark (spreadsheets need it), streamed row by row.

    Cells that a spreadsheet would take for a formula are prefixed with an apostrophe.
    """
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def safe_cell(value: object) -> object:
    """The value as it may stand in a CSV cell: numbers and None as they are, dangerous text defused."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer: Any = csv.writer(buffer)
    yield "\ufeff"
    for row in chain([header], rows):
        yield _line(buffer, writer, row)


def _line(buffer: io.StringIO, writer: Any, row: Sequence[object]) -> str:
    writer.writerow([safe_cell(value) for value in row])
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line
