"""The discussion of a course: threads, posts, following, muting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.discussing import (
    choose_for_posts,
    delete_post,
    edit_post,
    follow_thread,
    mute_person,
    reply,
    see_thread,
    start_thread,
    unmute_person,
)
from courses.enums import DiscussionState
from courses.forms.discussion import ChoiceForm, PostForm, ThreadForm
from courses.models import DiscussionChoice, Mute, Post, Thread, ThreadReader
from courses.queries.discussion import may_write, names_for, threads_of
from courses.views.discussed import Discussed, discussed_or_404
from courses.views.readers import chain_of
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import PAGE_SIZE, page_of
from wikilearn.core.views import too_many_requests
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def discussion(request: PersonRequest, slug: str) -> HttpResponse:
    """The threads of a course, by words or lesson."""
    about = discussed_or_404(request, slug, even_off=True)
    if about.state == DiscussionState.OFF and not about.moderates:
        return render(request, "courses/discussion/off.html", {"about": about})
    words, lesson = request.GET.get("q", "")[:200], request.GET.get("lesson", "")[:200]
    if words and not throttling.allow(request, "search_discussion", limit=60, seconds=60):
        return too_many_requests(request)
    rows = threads_of(about.course, request.user, words=words, lesson=lesson, moderates=about.moderates)
    context = {
        "about": about,
        "page": page_of(rows, request),
        "q": words,
        "lesson": lesson,
        "may_write": about.is_open and may_write(request.user, about.course),
    }
    return render(request, "courses/discussion/discussion.html", context)


@form_methods
def new_thread(request: PersonRequest, slug: str) -> HttpResponse:
    """Start a thread."""
    about = discussed_or_404(request, slug)
    form = ThreadForm(
        request.POST or None,
        chain=chain_of(request),
        lessons=about.lessons,
        people_url=about.people_url,
        initial={"lesson_key": request.GET.get("lesson", "")},
    )
    if request.method == "POST":
        if not _may_still_write(request):
            return too_many_requests(request)
        if form.is_valid() and (
            made := act(form, start_thread, actor=request.user, course=about.course, **form.cleaned_data)
        ):
            return redirect(made)
    context = {"about": about, "form": form}
    return render(request, "courses/discussion/new.html", context, status=400 if form.errors else 200)


@form_methods
def thread(request: PersonRequest, slug: str, thread: int) -> HttpResponse:
    """The posts of a thread, the oldest first, and one's reply."""
    about, shown = _thread(request, slug, thread)
    form = PostForm(request.POST or None, chain=chain_of(request), people_url=about.people_url)
    if request.method == "POST":
        if not _may_still_write(request):
            return too_many_requests(request)
        if form.is_valid() and (made := act(form, reply, actor=request.user, thread=shown, **form.cleaned_data)):
            return redirect(f"{shown.get_absolute_url()}?post={made.pk}#post-{made.pk}")
    reader = ThreadReader.objects.filter(thread=shown, person=request.user).first()
    posts = shown.posts.shown_to(request.user).select_related("author", "hidden_by")
    page = Paginator(posts, PAGE_SIZE).get_page(_page_with(request, posts) or request.GET.get("page"))
    context = {
        "about": about,
        "thread": shown,
        "page": page,
        "read_until": reader.read_at if reader else None,
        "follows": bool(reader and reader.follows),
        "form": form,
        "may_write": about.is_open and not shown.locked and not shown.hidden and may_write(request.user, about.course),
    }
    if request.method == "GET" and not page.has_next():
        see_thread(actor=request.user, thread=shown)
    return render(request, "courses/discussion/thread.html", context, status=400 if form.errors else 200)


@require_POST
def follow(request: PersonRequest, slug: str, thread: int) -> HttpResponse:
    """Follow a thread, or no longer."""
    _about, shown = _thread(request, slug, thread)
    follow_thread(actor=request.user, thread=shown, follows=request.POST.get("follow") == "yes")
    return redirect(shown)


@form_methods
def edit(request: PersonRequest, slug: str, post: int) -> HttpResponse:
    """Change one's own post."""
    about, shown = _post(request, slug, post, own=True)
    form = PostForm(
        request.POST or None,
        chain=chain_of(request),
        people_url=about.people_url,
        initial={"text": shown.text, "language": shown.language},
    )
    if request.method == "POST":
        if not _may_still_write(request):
            return too_many_requests(request)
        if form.is_valid() and (changed := act(form, edit_post, actor=request.user, post=shown, **form.cleaned_data)):
            return _back_to(changed)
    context = {"about": about, "post": shown, "form": form}
    return render(request, "courses/discussion/edit.html", context, status=400 if form.errors else 200)


@form_methods
def delete(request: PersonRequest, slug: str, post: int) -> HttpResponse:
    """Take back one's own post, after a question."""
    about, shown = _post(request, slug, post, own=True)
    if request.method == "POST":
        delete_post(actor=request.user, post=shown)
        messages.success(request, _("Your post is deleted."))
        return _back_to(shown)
    return render(request, "courses/discussion/delete.html", {"about": about, "post": shown})


@require_safe
def history(request: PersonRequest, slug: str, post: int) -> HttpResponse:
    """How a post read before."""
    about, shown = _post(request, slug, post)
    return render(request, "courses/discussion/history.html", {"about": about, "post": shown})


@require_safe
def people(request: PersonRequest, slug: str) -> JsonResponse:
    """Usernames that begin like `?q=`, of people who have written in this discussion."""
    about = discussed_or_404(request, slug)
    start = request.GET.get("q", "").strip()[:100]
    if not start or not throttling.allow(request, "complete_names", limit=120, seconds=60):
        return JsonResponse({"names": []})
    return JsonResponse({"names": names_for(about.course, request.user, start)})


@form_methods
def mute(request: PersonRequest, uid: UUID) -> HttpResponse:
    """See nothing any more of what somebody writes, after a question."""
    other = get_object_or_404(Person.objects.present().filter(posts__isnull=False).distinct(), uid=uid)
    if request.method == "POST":
        mute_person(actor=request.user, other=other)
        messages.success(request, _("You do not see what they write any more. They are not told."))
        return redirect("courses:muted")
    return render(request, "courses/discussion/mute.html", {"other": other})


@form_methods
def muted(request: PersonRequest) -> HttpResponse:
    """Whom one has muted, and what becomes of one's own posts."""
    if request.method == "POST" and "unmute" in request.POST:
        row = get_object_or_404(Mute.objects.select_related("muted"), person=request.user, pk=_number(request))
        unmute_person(actor=request.user, other=row.muted)
        return redirect("courses:muted")
    stay = DiscussionChoice.objects.filter(person=request.user, posts_stay=True).exists()
    form = ChoiceForm(request.POST or None, initial={"stay": "yes" if stay else "no"})
    if request.method == "POST" and form.is_valid():
        choose_for_posts(actor=request.user, stay=form.cleaned_data["stay"] == "yes")
        messages.success(request, _("Saved."))
        return redirect("courses:muted")
    rows = Mute.objects.filter(person=request.user).select_related("muted").order_by("muted__username")
    context = {"page": page_of(rows, request), "form": form}
    return render(request, "courses/discussion/muted.html", context, status=400 if form.errors else 200)


def _thread(request: PersonRequest, slug: str, pk: int) -> tuple[Discussed, Thread]:
    about = discussed_or_404(request, slug)
    rows = about.course.threads.all().shown_to(request.user, moderates=about.moderates)
    found: Thread = get_object_or_404(rows.select_related("course", "started_by"), pk=pk)
    return about, found


def _post(request: PersonRequest, slug: str, pk: int, *, own: bool = False) -> tuple[Discussed, Post]:
    about = discussed_or_404(request, slug)
    rows = Post.objects.filter(thread__course=about.course).select_related("thread__course", "author")
    if own:
        rows = rows.filter(author=request.user, deleted_at=None)
    elif not about.moderates:
        rows = rows.visible().filter(thread__hidden=False).shown_to(request.user)
    found: Post = get_object_or_404(rows, pk=pk)
    return about, found


def _may_still_write(request: PersonRequest) -> bool:
    return throttling.allow(request, "discuss", limit=15, seconds=600)


def _page_with(request: PersonRequest, posts: Any) -> int | None:
    """The page on which the post of `?post=` stands; None if there is no such post."""
    pk = request.GET.get("post", "")
    wanted = posts.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if wanted is None:
        return None
    return int(posts.filter(created_at__lt=wanted.created_at).count() // PAGE_SIZE + 1)


def _back_to(post: Post) -> HttpResponse:
    return redirect(f"{post.thread.get_absolute_url()}?post={post.pk}#post-{post.pk}")


def _number(request: PersonRequest) -> int:
    said = request.POST.get("unmute", "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0
