"""Pages about one's own account."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.i18n import set_language as django_set_language

from wikilearn.audit.models import Event
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people import personal_data, queries
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.actions.preferences import prefer_interface_language, set_preferences
from wikilearn.people.actions.tokens import create_token, revoke_token
from wikilearn.people.forms import EraseForm, PreferencesForm, TokenForm
from wikilearn.people.models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def me(request: HttpRequest) -> Person:
    """Who is signed in (`LoginRequiredMiddleware` lets nobody else through)."""
    assert isinstance(request.user, Person)  # noqa: S101 - for the type checker
    return request.user


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """The language switcher: keeps the choice on this device, and with the account of who is signed in."""
    response = django_set_language(request)
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None and isinstance(request.user, Person):
        prefer_interface_language(actor=request.user, tag=languages.canonical(chosen.value))
    return response


@get_or_post
def preferences(request: HttpRequest) -> HttpResponse:
    """Languages, zone, colours."""
    form = PreferencesForm(request.POST or None, person=me(request))
    if form.is_valid() and act(form, set_preferences, actor=me(request), **form.preferences()) is not None:
        messages.success(request, _("Saved."))
        return _without_choice_of_device(redirect("people:settings"))
    context = {"form": form, "languages": languages.known()}
    return render(request, "people/settings.html", context, status=422 if form.errors else 200)


def _without_choice_of_device(response: HttpResponse) -> HttpResponse:
    """Let this device show the pages as the account now prefers, not as the switcher was left."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH, samesite="Lax")
    return response


@require_safe
def two_factor(request: HttpRequest) -> HttpResponse:
    """Why two-factor authentication is needed, and how to set it up."""
    return render(request, "people/two_factor.html", {"roles": sorted(role.label for role in me(request).roles)})


@never_cache
@get_or_post
def tokens(request: HttpRequest) -> HttpResponse:
    """One's API tokens, and a form for a new one.

    The answer to the form is the page itself, no redirect: the secret is shown once and stored nowhere.
    """
    form, secret = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        created = act(form, create_token, actor=me(request), **form.wanted())
        if created is not None:
            form, secret = TokenForm(), created[1]
    rows = me(request).api_tokens.order_by("-created_at")
    context = {"form": form, "secret": secret, "page": page_of(rows, request), "now": datetime.now(UTC)}
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@get_or_post
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End an API token."""
    token = get_object_or_404(me(request).api_tokens, uid=uid)
    if request.method == "POST":
        revoke_token(actor=me(request), token=token)
        messages.success(request, _("The token has ended."))
        return redirect("people:tokens")
    return render(request, "people/token_revoke.html", {"token": token})


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What the site keeps about the person, and the ways to have it and to end it."""
    return render(request, "people/data.html")


@never_cache
@require_safe
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything about oneself as a JSON file."""
    person = me(request)
    response = JsonResponse(
        {"exported": datetime.now(UTC).isoformat(timespec="seconds"), **queries.export_of(person)},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = f'attachment; filename="wikilearn-{person.uid}.json"'
    return response


@get_or_post
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Have one's details erased: says what stays and why, and asks for the username."""
    form = EraseForm(request.POST or None, person=me(request))
    if request.method == "POST" and form.is_valid():
        person = act(form, erase_person, actor=me(request), person=me(request))
        if person is not None:
            logout(request)
            messages.success(request, _("Your details are erased and you are signed out."))
            return redirect("home")
    context: dict[str, Any] = {"form": form, "stays": [k.stays for k in personal_data.keepers() if k.stays]}
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


@require_safe
def lookups(request: HttpRequest) -> HttpResponse:
    """Who looked at one's details, newest first."""
    page = page_of(Event.objects.lookups_of(me(request).reference).newest_first(), request)
    viewers = queries.people_by_reference(event.actor for event in page)
    rows = [(event, viewers.get(event.actor)) for event in page]
    return render(request, "people/lookups.html", {"page": page, "rows": rows})
