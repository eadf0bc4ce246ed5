"""Serving the files and captions of courses."""

import re
from collections.abc import Iterator
from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from courses.models import Block, CompiledCaptions, Course, Media
from courses.publishing.compiling import Compiler
from courses.publishing.media import captions_text
from courses.publishing.snapshot import snapshot

INLINE = ("image/", "audio/", "video/")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file that is opened by itself runs nothing and fetches nothing."""
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")
_CHUNK = 256 * 1024


@login_not_required
@require_safe
def media(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """A file that the published revision names, for everybody; any file of a course for those who make it."""
    found = get_object_or_404(Media.objects.select_related("course__organisation"), course__slug=slug, key=key)
    public = Course.objects.filter(pk=found.course_id, published_revision__document__media__has_key=found.key).exists()
    if not public and not request.user.has_perm("courses.view_authoring", found.course):
        raise Http404
    return _served(request, found, public)


def _served(request: HttpRequest, found: Media, public: bool) -> HttpResponseBase:
    response = condition(etag_func=lambda _request: f'"{found.sha256}"')(lambda _request: _content(_request, found))(
        request
    )
    inline = found.content_type.startswith(INLINE)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=not inline, filename=found.filename) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if public else "private, max-age=31536000, immutable"
    )
    return response


def _content(request: HttpRequest, found: Media) -> HttpResponseBase:
    """All of it, or the part that a player asks for."""
    kind = "text/plain; charset=utf-8" if found.content_type == "text/plain" else found.content_type
    part = _RANGE.match(request.headers.get("Range", ""))
    if part is None or not (part[1] or part[2]):
        return FileResponse(found.file.open("rb"), content_type=kind)
    start = int(part[1]) if part[1] else max(0, found.size - int(part[2]))
    end = min(found.size - 1, int(part[2])) if part[1] and part[2] else found.size - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    response = StreamingHttpResponse(
        _chunks(found.file.open("rb"), start, end - start + 1), status=206, content_type=kind
    )
    response.headers["Content-Range"] = f"bytes {start}-{end}/{found.size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response


def _chunks(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(_CHUNK, length))):
            length -= len(chunk)
            yield chunk


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def captions(request: HttpRequest, slug: str, lesson_key: str, block_key: str, language: str) -> HttpResponse:
    """The captions of a recording in a published course."""
    found = get_object_or_404(
        CompiledCaptions.objects.filter(revision=Course.objects.filter(slug=slug).values("published_revision")[:1]),
        lesson_key=lesson_key,
        block_key=block_key,
        language=language,
    )
    return _vtt(found.text)


@require_safe
def draft_captions(request: HttpRequest, slug: str, lesson_key: str, block_key: str, language: str) -> HttpResponse:
    """The captions of a recording as the working copy has them."""
    course = get_object_or_404(Course.objects.visible_to_authors(request.user), slug=slug)
    document = snapshot(course)
    if language != course.source_language and language not in document["translations"]:
        raise Http404
    get_object_or_404(Block, lesson__course=course, lesson__key=lesson_key, key=block_key)
    block = next(
        block
        for module in document["modules"]
        for lesson in module["lessons"]
        for block in lesson["blocks"]
        if (lesson["key"], block["key"]) == (lesson_key, block_key)
    )
    return _vtt(captions_text(Compiler(document, language), block, block["settings"].get("cues") or []))


def _vtt(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
