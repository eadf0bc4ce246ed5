"""Bookmarks and notes of the person who is signed in."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.marks import keep_bookmark, remove_bookmark
from courses.forms.marks import BookmarkForm
from courses.models import Bookmark, CompiledLesson
from courses.queries.marks import address_of, as_markdown, bookmarks_of, marked_courses
from courses.queries.reading import lesson_of
from courses.views.readers import chain_of, person_of, serve_or_404
from wikilearn.core.tables import page_of


@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    """All of them, the last changed first."""
    person, chain = person_of(request), chain_of(request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    course = request.GET.get("course", "").replace("\x00", "")
    page = page_of(bookmarks_of(person, chain=chain, words=words, course=course), request)
    context = {
        "page": page,
        "marks": [(mark, address_of(mark)) for mark in page.object_list],
        "courses": marked_courses(person, chain=chain),
        "words": words,
        "course": course,
    }
    return render(request, "courses/marks/bookmarks.html", context)


@require_safe
def bookmarks_markdown(request: HttpRequest) -> StreamingHttpResponse:
    """All of them as a file, course by course."""
    rows = bookmarks_of(person_of(request), chain=chain_of(request)).order_by("course__slug", "created_at", "id")
    response = StreamingHttpResponse(
        as_markdown(rows.iterator(chunk_size=500), site=settings.SITE_URL), content_type="text/markdown; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="wikilearn-notes.md"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def bookmark(request: HttpRequest, slug: str, lesson_key: str) -> HttpResponse:
    """Mark a lesson, or the block that `?block=` names, with a note; or take the mark away."""
    person, served = person_of(request), serve_or_404(request, slug)
    try:
        lesson = lesson_of(served, lesson_key, chain_of(request))
    except CompiledLesson.DoesNotExist as error:
        raise Http404 from error
    asked = request.GET.get("block", "")
    block = asked if asked in {each["key"] for each in lesson.blocks} else ""
    there = (
        Bookmark.objects.of(person).filter(course=served.entry.course, lesson_key=lesson_key, block_key=block).first()
    )
    form = BookmarkForm(
        request.POST if request.method == "POST" else None, initial={"note": there.note if there else ""}
    )
    back = address_of(
        Bookmark(course=served.entry.course, lesson_key=lesson_key, block_key=block, title="", language="")
    )
    if request.method == "POST" and request.POST.get("do") == "remove":
        if there is not None:
            remove_bookmark(actor=person, bookmark=there)
        messages.success(request, _("The bookmark is removed."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        keep_bookmark(actor=person, served=served, lesson=lesson, block_key=block, note=form.cleaned_data["note"])
        messages.success(request, _("The bookmark is kept."))
        return redirect(back)
    context = {"served": served, "lesson": lesson, "block": block, "form": form, "there": there, "back": back}
    return render(request, "courses/marks/bookmark.html", context)
