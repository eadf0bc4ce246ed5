"""Learning packs: for learners, and for those who make them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import packs as actions
from courses.enums import Audience
from courses.forms.packs import PackCourseForm, PackForm, PackWordsForm
from courses.models import Course, Pack
from courses.queries.packs import found_packs, shown_packs, steps_of
from courses.rules import WRITERS, is_curator
from courses.views.readers import chain_of, reader_of
from wikilearn.core.errors import DomainError
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

PAGE_SIZE = 12


@login_not_required
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Those on offer."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    asked = request.GET.get("audience", "")
    audience = asked if asked in Audience.values else ""
    page = page_of(found_packs(words=words, audience=audience), request, size=PAGE_SIZE)
    found = Pack.objects.filter(pk__in=[pack.pk for pack in page.object_list]).order_by("audience", "slug")
    context = {
        "page": page,
        "shown": shown_packs(found, reader=reader_of(request), chain=chain_of(request)),
        "words": words,
        "audience": audience,
        "audiences": Audience.choices,
        "filtered": bool(words or audience),
    }
    return render(request, "courses/packs/packs.html", context)


@login_not_required
@require_safe
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in it, and how far the reader is."""
    found = get_object_or_404(Pack.objects.offered(), slug=slug)
    reader, chain = reader_of(request), chain_of(request)
    (shown,) = shown_packs(Pack.objects.filter(pk=found.pk), reader=reader, chain=chain)
    context = {"shown": shown, "steps": steps_of(shown, reader=reader, chain=chain)}
    return render(request, "courses/packs/pack.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it; by a plain link, as after signing in, see its page with the button."""
    found = get_object_or_404(Pack.objects.offered(), slug=slug)
    if request.method == "POST":
        actions.enrol_in_pack(actor=_person(request), pack=found)
    return redirect(found)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop taking it."""
    found = get_object_or_404(Pack, slug=slug)
    actions.leave_pack(actor=_person(request), pack=found)
    messages.success(request, _("You have left the learning pack. Its courses go on."))
    return redirect("courses:my_learning")


@require_safe
def author_packs(request: HttpRequest) -> HttpResponse:
    """Those that one may change."""
    person = _person(request)
    page = page_of(Pack.objects.made_for(person).order_by("slug"), request)
    found = Pack.objects.filter(pk__in=[pack.pk for pack in page.object_list]).order_by("slug")
    shown = shown_packs(found, reader=None, chain=chain_of(request))
    if not shown and not _may_make(person):
        raise PermissionDenied
    return render(request, "courses/packs/author_packs.html", {"page": page, "shown": shown})


@require_http_methods(["GET", "POST"])
def author_new_pack(request: HttpRequest) -> HttpResponse:
    """Make one."""
    person = _person(request)
    if not _may_make(person):
        raise PermissionDenied
    form = PackForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_pack(actor=person, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("courses:author_pack", made.slug)
    return render(request, "courses/packs/author_new_pack.html", {"form": form})


@require_http_methods(["GET", "POST"])
def author_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """Its courses and words, and whether it is offered."""
    person = _person(request)
    found = get_object_or_404(Pack.objects.select_related("organisation"), slug=slug)
    if not person.has_perm("courses.change_pack", found):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    adding = posted is not None and posted.get("do") == "add"
    course_form = PackCourseForm(posted if adding else None, pack=found)
    describing = posted is not None and posted.get("do") == "describe"
    words_form = PackWordsForm(posted if describing else None)
    if posted is not None:
        try:
            if _changed(request, person, found, course_form, words_form):
                return redirect("courses:author_pack", found.slug)
        except DomainError as error:
            messages.error(request, str(error))
    chain = chain_of(request)
    (shown,) = shown_packs(Pack.objects.filter(pk=found.pk), reader=None, chain=chain)
    context = {
        "shown": shown,
        "steps": steps_of(shown, reader=None, chain=chain),
        "texts": sorted(shown.pack.texts.all(), key=lambda text: text.language),
        "course_form": course_form,
        "words_form": words_form,
    }
    return render(request, "courses/packs/author_pack.html", context)


def _changed(
    request: HttpRequest, person: Person, found: Pack, course_form: PackCourseForm, words_form: PackWordsForm
) -> bool:
    """Do what the button says; False if its form has errors."""
    deed, _colon, about = request.POST.get("do", "").partition(":")
    courses = [entry.course for entry in found.entries.select_related("course").order_by("position")]
    if deed == "describe":
        if not words_form.is_valid():
            return False
        actions.describe_pack(actor=person, pack=found, **words_form.cleaned_data)
        return True
    if deed in ("offer", "withdraw"):
        actions.offer_pack(actor=person, pack=found, offered=deed == "offer")
        return True
    if deed == "add":
        if not course_form.is_valid():
            return False
        courses.append(course_form.cleaned_data["course"])
    else:
        courses = _rearranged(courses, deed, about)
    actions.arrange_pack(actor=person, pack=found, courses=courses)
    return True


def _rearranged(courses: list[Course], deed: str, slug: str) -> list[Course]:
    place = next((number for number, course in enumerate(courses) if course.slug == slug), None)
    if place is None:
        return courses
    moved = courses.pop(place)
    if deed != "remove":
        courses.insert(max(0, place - 1) if deed == "up" else place + 1, moved)
    return courses


def _may_make(person: Person) -> bool:
    return is_curator(person) or Organisation.objects.where_member(person, *WRITERS).exists()


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the middleware lets nobody else through
    return request.user
