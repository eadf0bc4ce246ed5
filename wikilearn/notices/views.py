"""Pages of notices."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.notices import actions, bounces, kinds, links, queries, rendering
from wikilearn.notices.forms import PreferencesForm, WikiAddressForm
from wikilearn.notices.models import Notice, WikiAddress
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person


@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What the person was told, new before read."""
    shown = Notice.objects.shown_to(request.user).select_related("person").unread_first()
    page = page_of(shown, request)
    rows = [{"notice": notice, "text": rendering.text_of(notice)} for notice in page]
    return render(request, "notices/list.html", {"page": page, "rows": rows})


@require_safe
@never_cache
def unread(request: PersonRequest) -> HttpResponse:
    """The number of new notices, for the header of every page."""
    return render(request, "notices/_unread.html", {"count": queries.unread_count(request.user)})


@require_POST
def mark_read(request: PersonRequest, pk: int) -> HttpResponse:
    """One notice is read."""
    person = request.user
    actions.mark_read(actor=person, notice=get_object_or_404(Notice.objects.shown_to(person), pk=pk))
    return redirect("notices:list")


@require_POST
def mark_all_read(request: PersonRequest) -> HttpResponse:
    """All notices are read."""
    actions.mark_all_read(actor=request.user)
    return redirect("notices:list")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """How the person wants each kind of notice."""
    person = request.user
    form = PreferencesForm(
        request.POST or None,
        wanted=queries.preferences_of(person),
        initial={"no_email": queries.wants_no_email(person)},
    )
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(actor=person, wanted=form.wanted(), no_email=form.cleaned_data["no_email"])
        return _saved(request)
    return _preferences(request, form, WikiAddressForm(initial=_wiki_address(person)))


@require_POST
def wiki_address(request: PersonRequest) -> HttpResponse:
    """On which wiki the person wants to be told too."""
    form = WikiAddressForm(request.POST)
    if form.is_valid() and act(form, _set_wiki_address, actor=request.user, **form.cleaned_data):
        return _saved(request)
    return _preferences(request, PreferencesForm(wanted=queries.preferences_of(request.user)), form)


@require_POST
def try_again(request: PersonRequest) -> HttpResponse:
    """The person's address takes e-mail again."""
    bounces.try_address_again(actor=request.user)
    return _saved(request)


def _set_wiki_address(**wanted: Any) -> bool:
    actions.set_wiki_address(**wanted)
    return True


def _saved(request: PersonRequest) -> HttpResponse:
    messages.success(request, _("Your choices are saved."))
    return redirect("notices:preferences")


def _preferences(request: PersonRequest, form: PreferencesForm, on_wiki: WikiAddressForm) -> HttpResponse:
    person = request.user
    context = {
        "form": form,
        "on_wiki": on_wiki if settings.MEDIAWIKI_BOT_TOKEN and person.central_id is not None else None,
        "unreachable": bool(person.email) and person.pk in queries.unreachable([person]),
    }
    return render(request, "notices/preferences.html", context, status=400 if form.errors or on_wiki.errors else 200)


def _wiki_address(person: Person) -> dict[str, str]:
    known = WikiAddress.objects.filter(person=person).select_related("wiki").first()
    return {"wiki": known.wiki.dbname, "way": known.way} if known else {}


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed token is the permission
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever got an e-mail stops more of them, without signing in; only POST changes anything."""
    read = links.read_unsubscribe(token)
    if read is None:
        return render(request, "notices/unsubscribe_invalid.html", status=404)
    person, kind = read
    everything = request.POST.get("scope") == "all"
    if request.method == "POST":
        actions.stop_email(person=person, kind=None if everything else kind)
    title = next((each.title for each in kinds.registered() if each.kind == kind), "")
    return render(
        request,
        "notices/unsubscribe.html",
        {"title": title, "done": request.method == "POST", "everything": everything},
    )
