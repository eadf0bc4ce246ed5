"""Published states: their list, what differs between them, bringing one back, and how far a publication is."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from courses.actions.publishing import republish_revision
from courses.editing.comparing import compare
from courses.effects import sentences_about
from courses.forms.authoring import RepublishForm
from courses.models import Course, Publication
from courses.publishing.snapshot import Document, snapshot
from courses.queries.authoring import effect_of
from courses.queries.publishing import publication_progress
from courses.views.authors import course_or_404, form_page
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

NOW = "now"
"""The working copy, among the numbers of revisions."""


@require_safe
def revisions(request: PersonRequest, slug: str) -> HttpResponse:
    """All published states, the latest first."""
    shown = course_or_404(request, slug)
    rows = shown.revisions.defer("document").select_related("published_by", "submitted_by")
    context = {
        "course": shown,
        "page": page_of(rows, request),
        "latest": shown.revisions.values_list("number", flat=True).first(),
        "may_publish": request.user.has_perm("courses.publish_course", shown),
    }
    return render(request, "courses/authoring/revisions.html", context)


@require_safe
def differences(request: PersonRequest, slug: str) -> HttpResponse:
    """What differs between two revisions (`from`, `to`: numbers), or a revision and the working copy (`now`)."""
    shown = course_or_404(request, slug)
    numbers = list(shown.revisions.values_list("number", flat=True))
    if not numbers:
        raise Http404
    before, after = request.GET.get("from", str(numbers[0])), request.GET.get("to", NOW)
    changes: list[Any] = list(compare(_document(shown, before), _document(shown, after)))
    context = {
        "course": shown,
        "numbers": [str(number) for number in numbers],
        "before": before,
        "after": after,
        "page": page_of(changes, request, size=50),
        "total": len(changes),
    }
    return render(request, "courses/authoring/differences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def republish(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Bring an earlier revision back, as a new one."""
    shown = course_or_404(request, slug, "courses.publish_course")
    revision = get_object_or_404(shown.revisions, number=number)
    form = RepublishForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (started := act(form, republish_revision, actor=request.user, revision=revision, **form.cleaned_data))
    ):
        return redirect("courses:author_publication", slug, started.uid)
    context = {"revision": revision, "effect": effect_of(shown), "sentences": sentences_about(shown)}
    return form_page(request, "courses/authoring/republish.html", shown, form, **context)


@require_safe
@never_cache
def publication(request: PersonRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """How far a publication is."""
    shown = course_or_404(request, slug)
    started = _publication(shown, uid)
    if started.state == "done":
        messages.success(request, _("Published as revision %(number)d.") % {"number": started.revision.number})
        return redirect("courses:author_course", slug)
    done, total = publication_progress(started)
    context = {"course": shown, "publication": started, "done": done, "total": total}
    return render(request, "courses/authoring/publication.html", context)


@require_safe
@never_cache
def publication_state(request: PersonRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The part of the page that asks for itself until the publication has ended."""
    shown = course_or_404(request, slug)
    started = _publication(shown, uid)
    if started.finished_at is not None:
        return HttpResponseClientRefresh()
    done, total = publication_progress(started)
    context = {"course": shown, "publication": started, "done": done, "total": total}
    return render(request, "courses/authoring/_publication.html", context)


def _publication(shown: Course, uid: uuid.UUID) -> Publication:
    rows = shown.publications.select_related("revision").defer("revision__document")
    found: Publication = get_object_or_404(rows, uid=uid)
    return found


def _document(shown: Course, number: str) -> Document:
    if number == NOW:
        return snapshot(shown)
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    document: Document = get_object_or_404(shown.revisions, number=int(number)).document
    return document
