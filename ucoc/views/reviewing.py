"""Reviewing a local code, and talking about it while it is in consultation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ucoc.actions import consulting, following_comments, local_versions
from ucoc.forms.local import AnswerForm, CommentForm, MarkForm, ReasonForm, ReviewForm
from ucoc.models import Comment, LocalVersion, WeakerMark
from ucoc.queries.local import read
from ucoc.rules import may_read, may_review
from ucoc.views.local import version_for
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def review_local(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Clause by clause beside the universal code; then the verdict."""
    version = _reviewable(request, slug, number)
    form = ReviewForm(request.POST or None)
    wanted: dict[str, Any] = {"actor": request.user, "version": version}
    if form.is_valid() and act(form, local_versions.review_version, **wanted, **form.cleaned_data) is not None:
        messages.success(request, _("Thank you. Your review is on record."))
        return redirect(version)
    mine = version.reviews.filter(round=version.round, reviewer=request.user).first()
    marks = WeakerMark.objects.filter(clause__version=version, cleared_at=None).select_related("reviewer", "clause")
    context = {
        "form": form,
        "version": version,
        "local": version.local,
        "reading": read(version, [languages.current().tag, *request.user.languages]),
        "mine": mine,
        "marks": marks,
    }
    return render(request, "ucoc/local/review.html", context, status=400 if form.errors else 200)


@form_methods
def mark_clause(request: PersonRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Say why a clause is weaker than the universal one."""
    version = _reviewable(request, slug, number)
    get_object_or_404(version.clauses, key=key)
    form = MarkForm(request.POST or None)
    wanted: dict[str, Any] = {"actor": request.user, "version": version, "key": key}
    if form.is_valid() and act(form, local_versions.mark_weaker, **wanted, **form.cleaned_data) is not None:
        messages.success(request, _("Marked. It stands in the way of ratification."))
        return redirect("ucoc:review_local", slug, number)
    context = {"form": form, "heading": _("Mark this clause as weaker"), "submit": _("Mark"), "version": version}
    context["review"] = True
    return render(request, "ucoc/local/form.html", context, status=400 if form.errors else 200)


@require_POST
def clear_mark(request: PersonRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take one's own mark back."""
    version = _reviewable(request, slug, number)
    mark = get_object_or_404(WeakerMark.objects.filter(clause__version=version), pk=pk)
    local_versions.clear_mark(actor=request.user, mark=mark)
    messages.success(request, _("The mark is taken back."))
    return redirect("ucoc:review_local", slug, number)


@require_POST
def comment(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """A public comment."""
    version = version_for(request, slug, number)
    keys = [(key, key) for key in version.clauses.values_list("key", flat=True)]
    form = CommentForm(request.POST, clauses=keys)
    if form.is_valid():
        wanted = {"text": form.cleaned_data["text"], "key": form.cleaned_data["clause"]}
        tag = languages.current().tag
        if act(form, consulting.comment_on, actor=request.user, version=version, language=tag, **wanted):
            messages.success(request, _("Your comment is public now."))
            return redirect(f"{version.get_absolute_url()}#comments")
    context = {"form": form, "heading": _("Comment on this code"), "submit": _("Publish"), "version": version}
    return render(request, "ucoc/local/form.html", context, status=400)


@require_POST
def follow_comments(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Hear of new comments, or (without `follows`) no longer."""
    version = version_for(request, slug, number)
    following_comments.follow_comments(actor=request.user, version=version, follows="follows" in request.POST)
    return redirect(f"{version.get_absolute_url()}#comments")


@form_methods
def report_comment(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the moderators to look at a comment."""
    found = _comment(request, pk)
    form = ReasonForm(request.POST or None)
    wanted: dict[str, Any] = {"actor": request.user, "comment": found}
    if form.is_valid() and act(form, consulting.report_comment, **wanted, **form.cleaned_data) is not None:
        messages.success(request, _("Thank you. The moderators will look at it."))
        return redirect(found.version)
    context = {"form": form, "heading": _("Report this comment"), "submit": _("Report"), "version": found.version}
    return render(request, "ucoc/local/form.html", context, status=400 if form.errors else 200)


@form_methods
def answer_comment(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what became of a comment."""
    found = _comment(request, pk)
    if not request.user.has_perm("ucoc.write_local_code", found.version):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, initial={"answer": found.answer})
    wanted: dict[str, Any] = {"actor": request.user, "comment": found}
    if form.is_valid() and act(form, consulting.answer_comment, **wanted, **form.cleaned_data) is not None:
        messages.success(request, _("Answered."))
        return redirect(found.version)
    context = {"form": form, "heading": _("Answer this comment"), "submit": _("Answer"), "version": found.version}
    return render(request, "ucoc/local/form.html", context, status=400 if form.errors else 200)


@require_POST
def moderate_comment(request: PersonRequest, pk: int) -> HttpResponse:
    """Hide it, or keep it (`deed`)."""
    found = _comment(request, pk)
    if not consulting.may_moderate(request.user, found):
        raise PermissionDenied
    consulting.moderate_comment(actor=request.user, comment=found, hide=request.POST.get("deed") == "hide")
    messages.success(request, _("Done."))
    return redirect(found.version)


def _reviewable(request: PersonRequest, slug: str, number: int) -> LocalVersion:
    version = version_for(request, slug, number)
    if not may_review(request.user, version):
        raise PermissionDenied
    return version


def _comment(request: PersonRequest, pk: int) -> Comment:
    found = get_object_or_404(Comment.objects.select_related("version__local__wiki", "author"), pk=pk)
    wiki = found.version.local.wiki
    if not may_read(request.user, found.version) or (wiki is not None and wiki.private and not request.user.roles):
        raise Http404
    return found
