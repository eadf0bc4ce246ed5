"""Handing a file out: only ever as something to keep, under a type that no browser opens."""

from urllib.parse import quote

from django.http import StreamingHttpResponse

from reporting.intake.files import UNKNOWN, safe_name
from reporting.intake.safety import shelter
from reporting.models import SealedFile
from reporting.opened import OpenCase


def as_attachment(opened: OpenCase, file: SealedFile) -> StreamingHttpResponse:
    """The file as an attachment with `nosniff`, in a sandbox of its own."""
    name = safe_name(opened.envelope(file).name)
    response = StreamingHttpResponse(opened.stream(file), content_type=UNKNOWN)
    response["Content-Disposition"] = f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    shelter(response)
    return response
