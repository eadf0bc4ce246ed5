"""The working copy of a course: its outline, settings, languages, and its way to publication."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.creating import set_prerequisites
from courses.actions.localizing import review_localization
from courses.actions.publishing import return_course, start_publication, submit_course, withdraw_course
from courses.actions.settings import configure_course, set_topic_holders
from courses.editing.checks import findings, obstacles
from courses.effects import sentences_about
from courses.enums import CourseState
from courses.forms.authoring import CourseSettingsForm, PublishForm, ReasonForm, TopicHoldersForm
from courses.models import Course, Topic
from courses.publishing.snapshot import snapshot
from courses.queries.authoring import courses_of, effect_of, kind_since_last, outline_of
from courses.rules import WRITERS
from courses.views.authors import last_removal
from courses.views.blocks import compiled_lesson
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@require_safe
def courses(request: PersonRequest) -> HttpResponse:
    """The courses of one's organisations, all courses for a curator."""
    state = request.GET.get("state", "")
    rows = courses_of(request.user)
    if state in CourseState.values:
        rows = rows.filter(state=state)
    writes = Organisation.objects.active().where_member(request.user, *WRITERS).exists()
    context = {"page": page_of(rows, request), "states": CourseState.choices, "state": state, "writes": writes}
    return render(request, "courses/authoring/courses.html", context)


@require_safe
def course(request: PersonRequest, slug: str) -> HttpResponse:
    """Everything about one course, and what the person may do next."""
    shown = _course(request, slug)
    context = {
        "course": shown,
        "outline": outline_of(shown),
        "localizations": shown.localizations.filter(translated__gt=0),
        "revisions": shown.revisions.defer("document").select_related("published_by")[:10],
        "may": _may(request, shown),
        "removal": last_removal(request, shown),
        "publication": shown.publications.filter(state="queued").first(),
        "state": CourseState(shown.state),
    }
    return render(request, "courses/authoring/course.html", context)


@require_safe
def preview(request: PersonRequest, slug: str, lesson_key: str) -> HttpResponse:
    """One lesson of the working copy as learners would get it, in a language of one's choice."""
    shown = _course(request, slug)
    document = snapshot(shown)
    offered = [shown.source_language, *document["translations"]]
    language = request.GET.get("language", shown.source_language)
    if language not in offered:
        raise Http404
    lesson = compiled_lesson(document, language, lesson_key)
    context = {
        "course": shown,
        "lesson": lesson,
        "language": language,
        "languages": [languages.get(tag) for tag in offered],
    }
    return render(request, "courses/authoring/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest, slug: str) -> HttpResponse:
    """What the course is for and how it asks. Whoever makes the course can read it, also who may not change it."""
    shown = _course(request, slug)
    permission = "courses.publish_course" if shown.published_revision_id else "courses.change_course"
    if request.method == "POST":
        _demand(request, permission, shown)
    form = CourseSettingsForm(request.POST or None, course=shown)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, _configure, actor=request.user, course=shown, said=form) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("courses:author_course", slug)
    configures = request.user.has_perm(permission, shown)
    return _page(request, "courses/authoring/settings.html", shown, form, configures=configures)


@transaction.atomic
def _configure(*, actor: Person, course: Course, said: CourseSettingsForm) -> Course:
    """Settings and what is to be taken before: both or neither."""
    if "prerequisites" in said.changed_data:
        set_prerequisites(actor=actor, course=course, courses=said.cleaned_data["prerequisites"])
    return configure_course(actor=actor, course=course, **said.settings())


@require_POST
def submit(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask for a review."""
    shown = _course(request, slug)
    if request.user.has_perm("courses.submit_course", shown) and obstacles(snapshot(shown)):
        messages.error(request, _("Some things are missing before a review. Here they are."))
        return redirect("courses:author_checks", slug)
    submit_course(actor=request.user, course=shown)
    messages.success(request, _("Submitted for review."))
    return redirect("courses:author_course", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def return_to_authors(request: PersonRequest, slug: str) -> HttpResponse:
    """Give a submitted course back."""
    shown = _course(request, slug)
    _demand(request, "courses.return_course", shown)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, return_course, actor=request.user, course=shown, reason=form.cleaned_data["reason"]) is not None
    ):
        messages.success(request, _("Returned to the authors."))
        return redirect("courses:author_course", slug)
    return _page(request, "courses/authoring/return.html", shown, form)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PersonRequest, slug: str) -> HttpResponse:
    """Whom the new revision meets, and the decision."""
    shown = _course(request, slug)
    _demand(request, "courses.publish_course", shown)
    form = PublishForm(request.POST or None, initial={"kind": kind_since_last(shown)})
    if (
        request.method == "POST"
        and form.is_valid()
        and (started := act(form, start_publication, actor=request.user, course=shown, **form.cleaned_data))
    ):
        return redirect("courses:author_publication", slug, started.uid)
    missing = findings(snapshot(shown))
    context = {"effect": effect_of(shown), "sentences": sentences_about(shown), "missing": missing}
    return _page(request, "courses/authoring/publish.html", shown, form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    """Take a course away from learners."""
    shown = _course(request, slug)
    _demand(request, "courses.withdraw_course", shown)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, withdraw_course, actor=request.user, course=shown, reason=form.cleaned_data["reason"]) is not None
    ):
        messages.success(request, _("Withdrawn."))
        return redirect("courses:author_course", slug)
    return _page(request, "courses/authoring/withdraw.html", shown, form, effect=effect_of(shown))


@require_POST
def review_language(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Mark the finished translations in a language as reviewed."""
    number = review_localization(actor=request.user, course=_course(request, slug), language=language)
    message = ngettext("%(number)d text marked as reviewed.", "%(number)d texts marked as reviewed.", number)
    messages.success(request, message % {"number": number})
    return redirect("courses:author_course", slug)


@require_safe
@permission_required("courses.manage_topics", raise_exception=True)
def topics(request: PersonRequest) -> HttpResponse:
    """All topics and who maintains them."""
    rows = Topic.objects.prefetch_related("holders")
    return render(request, "courses/authoring/topics.html", {"page": page_of(rows, request)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("courses.manage_topics", raise_exception=True)
def topic(request: PersonRequest, key: str) -> HttpResponse:
    """Who maintains a topic."""
    shown = get_object_or_404(Topic, key=key)
    form = TopicHoldersForm(request.POST or None, initial={"organisations": shown.holders.all()})
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, set_topic_holders, actor=request.user, topic=shown, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("courses:author_topics")
    context = {"topic": shown, "form": form}
    return render(request, "courses/authoring/topic.html", context, status=400 if form.errors else 200)


def _course(request: PersonRequest, slug: str) -> Course:
    rows = Course.objects.visible_to_authors(request.user).with_title()
    shown: Course = get_object_or_404(rows.select_related("organisation", "topic", "submitted_by"), slug=slug)
    return shown


def _demand(request: PersonRequest, permission: str, shown: Course) -> None:
    if not request.user.has_perm(permission, shown):
        raise PermissionDenied


def _may(request: PersonRequest, shown: Course) -> dict[str, bool]:
    """What the person may do with the course in the state it is in."""
    state = CourseState(shown.state)
    publisher = request.user.has_perm("courses.publish_course", shown)
    writer = request.user.has_perm("courses.change_course", shown)
    in_review = state == CourseState.IN_REVIEW
    return {
        "edit": request.user.has_perm("courses.edit_course", shown),
        "submit": writer and state.may_become(CourseState.IN_REVIEW),
        "return": in_review and (publisher or writer),
        "publish": in_review and publisher and not (shown.is_guarded and shown.submitted_by_id == request.user.pk),
        "withdraw": publisher and state.may_become(CourseState.WITHDRAWN),
        "configure": publisher if shown.published_revision_id else writer,
        "review": request.user.has_perm("courses.review_localization", shown),
    }


def _page(request: PersonRequest, template: str, shown: Course, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"course": shown, "form": form} | context, status=400 if form.errors else 200)
