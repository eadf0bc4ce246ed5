"""Pages of third parties."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.spaces import describe_space, reopen_space, suspend_space
from courses.forms.authoring import ReasonForm
from courses.forms.suggestions import SpaceForm
from courses.models import Course, Space
from courses.queries.catalogue import cards_of
from courses.views.readers import chain_of, reader_of
from wikilearn.core import markdown
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """All third parties that host courses here."""
    rows = Organisation.objects.active().filter(kind=OrganisationKind.THIRD_PARTY, space__suspended_at=None)
    return render(request, "courses/spaces/spaces.html", {"page": page_of(rows, request)})


@login_not_required
@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """A third party with its courses, marked as what they are."""
    shown = _space(slug)
    reader = reader_of(request)
    may_change = reader is not None and reader.has_perm("courses.change_space", shown)
    may_suspend = reader is not None and reader.has_perm("courses.suspend_space")
    courses = Course.objects.served().filter(organisation=shown.organisation).order_by("-published_revision_id")
    page = page_of(courses.values_list("pk", flat=True), request, size=12)
    context = {
        "space": shown,
        "about": mark_safe(markdown.render(shown.about)),
        "page": page,
        "cards": cards_of(list(page.object_list), chain_of(request)),
        "may_change": may_change,
        "may_suspend": may_suspend,
    }
    return render(request, "courses/spaces/space.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, slug: str) -> HttpResponse:
    """What the page says, and the terms of use."""
    shown = _space(slug)
    if not request.user.has_perm("courses.change_space", shown):
        raise PermissionDenied
    form = SpaceForm(request.POST or None, initial={"about": shown.about})
    if shown.terms_in_force:
        del form.fields["accept_terms"]
    if request.method == "POST" and form.is_valid():
        said = {"accept_terms": False, **form.cleaned_data}
        if act(form, describe_space, actor=request.user, organisation=shown.organisation, **said) is not None:
            messages.success(request, _("Saved."))
            return redirect(shown)
    context = {"space": shown, "form": form}
    return render(request, "courses/spaces/change.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: PersonRequest, slug: str) -> HttpResponse:
    """Take the courses of a third party out of the catalogue."""
    shown = _space(slug)
    if not request.user.has_perm("courses.suspend_space"):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    said = form.cleaned_data if request.method == "POST" and form.is_valid() else None
    if said is not None and act(form, suspend_space, actor=request.user, space=shown, **said) is not None:
        messages.success(request, _("The space is suspended."))
        return redirect(shown)
    context = {"space": shown, "form": form}
    return render(request, "courses/spaces/suspend.html", context, status=400 if form.errors else 200)


@require_POST
def reopen(request: PersonRequest, slug: str) -> HttpResponse:
    """End a suspension."""
    shown = _space(slug)
    reopen_space(actor=request.user, space=shown)
    messages.success(request, _("The space is open again."))
    return redirect(shown)


def _space(slug: str) -> Space:
    """The space of a third party; one that has written nothing yet has an empty one."""
    organisation = get_object_or_404(Organisation, slug=slug, kind=OrganisationKind.THIRD_PARTY)
    found = Space.objects.filter(organisation=organisation).select_related("organisation").first()
    if found is None and not organisation.active:
        raise Http404
    return found or Space(organisation=organisation)
