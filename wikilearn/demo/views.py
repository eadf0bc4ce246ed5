"""One click to become anyone of the demo."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from wikilearn.demo.cases import VAULT
from wikilearn.demo.cast import CAST, PASSWORD
from wikilearn.people.models import Person


@login_not_required
@require_safe
def players(request: HttpRequest) -> HttpResponse:
    """Who plays in the demo, with a button each."""
    _only_in_the_demo()
    return render(request, "demo/players.html", {"players": CAST, "password": PASSWORD, "vault": VAULT})


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo person of that name; nobody else can be reached this way."""
    _only_in_the_demo()
    names = {player.username for player in CAST}
    username = request.POST.get("username", "")
    if username not in names:
        raise Http404
    person = get_object_or_404(Person, username=username)
    login(request, person, "wikilearn.people.backends.PersonBackend")
    return redirect("home")


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
