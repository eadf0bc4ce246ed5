"""A person's public page with badges, and the page where they make it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.badges import actions, queries
from certification.badges.forms import ProfileForm
from certification.badges.models import Credential, Profile
from wikilearn.people.http import PersonRequest

MOST = 500
"""Badges on one page: more than anybody has."""


@require_http_methods(["GET", "POST"])
def my_profile(request: PersonRequest) -> HttpResponse:
    """Make, change or look up my public page."""
    found = Profile.objects.filter(person=request.user).first()
    initial = {field: getattr(found, field) for field in ("name", "about", "findable")} if found else {}
    form = ProfileForm(request.POST or None, initial=initial or {"name": request.user.username})
    if request.method == "POST" and form.is_valid():
        actions.publish_profile(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Your page is public now."))
        return redirect("badges:my_profile")
    shown = Credential.objects.of(request.user).on_profile().count()
    return render(request, "badges/my_profile.html", {"form": form, "profile": found, "shown": shown})


@require_POST
def move_profile(request: PersonRequest) -> HttpResponse:
    """Give my page a new address."""
    get_object_or_404(Profile, person=request.user)
    actions.move_profile(actor=request.user)
    messages.success(request, _("Your page has a new address. The old one shows nothing any more."))
    return redirect("badges:my_profile")


@require_POST
def withdraw_profile(request: PersonRequest) -> HttpResponse:
    """Take my page down."""
    actions.withdraw_profile(actor=request.user)
    messages.success(request, _("Your page is gone."))
    return redirect("badges:my_profile")


@login_not_required
@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody sees of a person who wants it: their badges, each with its earlier ones."""
    found = get_object_or_404(Profile, slug=slug, person__is_active=True)
    badges = Credential.objects.of(found.person_id).on_profile().with_story()[:MOST]
    timelines = queries.timelines(badges, timezone.now())
    response = render(request, "badges/profile.html", {"profile": found, "timelines": timelines})
    if not found.findable:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
