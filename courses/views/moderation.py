"""Moderating the discussion of a course."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.actions.moderating import arrange_thread, hide_post, set_discussion, show_post
from courses.enums import DiscussionState
from courses.forms.authoring import ReasonForm
from courses.forms.discussion import DiscussionForm
from courses.models import Post, Thread
from courses.views.discussed import Discussed, discussed_or_404
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def arrange(request: PersonRequest, slug: str, thread: int) -> HttpResponse:
    """Pin, close or hide a thread, or undo it: `do` is one of six words."""
    about = _moderated(request, slug)
    shown = get_object_or_404(Thread.objects.select_related("course"), course=about.course, pk=thread)
    deeds: dict[str, dict[str, bool]] = {
        "pin": {"pinned": True},
        "unpin": {"pinned": False},
        "lock": {"locked": True},
        "unlock": {"locked": False},
        "hide": {"hidden": True},
        "show": {"hidden": False},
    }
    arrange_thread(actor=request.user, thread=shown, **deeds.get(request.POST.get("do", ""), {}))
    messages.success(request, _("Saved."))
    return redirect(shown)


@form_methods
def hide(request: PersonRequest, slug: str, post: int) -> HttpResponse:
    """Take a post out of sight, with a reason for its author."""
    about, shown = _post(request, slug, post)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, hide_post, actor=request.user, post=shown, **form.cleaned_data) is not None
    ):
        messages.success(request, _("The post is hidden. Its author is told why."))
        return redirect(shown.thread)
    context = {"about": about, "post": shown, "form": form}
    return render(request, "courses/discussion/hide.html", context, status=400 if form.errors else 200)


@require_POST
def show(request: PersonRequest, slug: str, post: int) -> HttpResponse:
    """Bring a hidden post back."""
    _about, shown = _post(request, slug, post)
    show_post(actor=request.user, post=shown)
    messages.success(request, _("Saved."))
    return redirect(shown.thread)


@form_methods
def settings(request: PersonRequest, slug: str) -> HttpResponse:
    """Open the discussion, let it only be read, or switch it off."""
    about = _moderated(request, slug)
    form = DiscussionForm(request.POST or None, initial={"state": about.state})
    if request.method == "POST" and form.is_valid():
        state = DiscussionState(form.cleaned_data["state"])
        set_discussion(actor=request.user, course=about.course, state=state)
        messages.success(request, _("Saved."))
        return redirect("courses:discussion", slug)
    context = {"about": about, "form": form}
    return render(request, "courses/discussion/settings.html", context, status=400 if form.errors else 200)


def _moderated(request: PersonRequest, slug: str) -> Discussed:
    about = discussed_or_404(request, slug)
    if not about.moderates:
        raise PermissionDenied
    return about


def _post(request: PersonRequest, slug: str, pk: int) -> tuple[Discussed, Post]:
    about = _moderated(request, slug)
    rows = Post.objects.filter(thread__course=about.course, deleted_at=None).select_related("thread__course", "author")
    found: Post = get_object_or_404(rows, pk=pk)
    return about, found
