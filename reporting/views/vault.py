"""Opening and closing one's own vault, and the doors that other pages stand behind."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting import sessions
from reporting.actions import keys as actions
from reporting.forms.vault import CodeForm, NewPassphraseForm, PassphraseForm
from reporting.keyrings import UnlockedVault
from reporting.models import VaultKey
from reporting.sessions import vault_of
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

__all__ = ["VaultRequest", "step_up_required", "vault_of", "vault_required"]

P = ParamSpec("P")
TRIES, MINUTES = 5, 5


class VaultRequest(PersonRequest):
    """A request of somebody whose vault is open. For types only."""

    vault: UnlockedVault


Inner = Callable[Concatenate[VaultRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def vault_required(view: Inner[P]) -> View:
    """Lead to the unlocking of the vault (or its set-up), and back; the view finds it open as `request.vault`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        vault = vault_of(request)
        if vault is None:
            return _lead_to("reporting:unlock_vault", request)
        request.vault = vault  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return guarded


def step_up_required(view: Inner[P]) -> View:
    """As `vault_required`, and the passphrase was typed within the last minutes: for export, granting, identities."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if vault_of(request) is not None and not sessions.stepped_up(request):
            return _lead_to("reporting:step_up", request)
        return vault_required(view)(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
def my_vault(request: PersonRequest) -> HttpResponse:
    """What one has, and what can be done with it."""
    key = VaultKey.objects.filter(person=request.user).select_related("entry").first()
    return render(request, "reporting/vault/mine.html", {"key": key, "open": vault_of(request) is not None})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: PersonRequest) -> HttpResponse:
    """A new vault. The answer shows the recovery code, once: it is no page that one could come back to."""
    form = NewPassphraseForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        made = act(form, actions.set_up_vault, actor=request.user, passphrase=form.cleaned_data["passphrase"])
        if made is not None:
            vault, code = made
            return _shown_once(request, code, vault)
    return render(request, "reporting/vault/set_up.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: PersonRequest) -> HttpResponse:
    """With the passphrase; a few tries in some minutes, then a pause."""
    if not VaultKey.objects.filter(person=request.user).exists():
        return _lead_to("reporting:set_up_vault", request)
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_try(request, form):
        vault = act(form, actions.unlock_vault, actor=request.user, passphrase=form.cleaned_data["passphrase"])
        if vault is not None:
            response = redirect(_back_to(request))
            _keep(request, response, vault)
            return response
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "reporting/vault/unlock.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@vault_required
def step_up(request: VaultRequest) -> HttpResponse:
    """The passphrase once more, before something that matters more."""
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_try(request, form):
        vault = act(form, actions.unlock_vault, actor=request.user, passphrase=form.cleaned_data["passphrase"])
        if vault is not None:
            sessions.prove(request, cookie=settings.VAULT_COOKIE_NAME)
            return redirect(_back_to(request))
    return render(request, "reporting/vault/step_up.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def lock(request: PersonRequest) -> HttpResponse:
    """At once, on this device."""
    response = redirect("reporting:my_vault")
    sessions.close(request, response, cookie=settings.VAULT_COOKIE_NAME)
    messages.success(request, _("Your vault is locked."))
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@step_up_required
def change_passphrase(request: VaultRequest) -> HttpResponse:
    """Another passphrase for the same key."""
    form = NewPassphraseForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_passphrase(vault=request.vault, passphrase=form.cleaned_data["passphrase"])
        messages.success(request, _("Your vault has a new passphrase."))
        return redirect("reporting:my_vault")
    return render(request, "reporting/vault/passphrase.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@step_up_required
def renew_code(request: VaultRequest) -> HttpResponse:
    """Another recovery code, shown once; the old one ends."""
    if request.method == "POST":
        return _shown_once(request, actions.renew_code(vault=request.vault), None)
    return render(request, "reporting/vault/renew_code.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def use_code(request: PersonRequest) -> HttpResponse:
    """A new passphrase with the recovery code, for who forgot the old one."""
    code, form = CodeForm(request.POST or None), NewPassphraseForm(request.POST or None, person=request.user)
    if request.method == "POST" and code.is_valid() and form.is_valid() and _may_try(request, code):
        vault = act(code, actions.unlock_with_code, actor=request.user, code=code.cleaned_data["code"])
        if vault is not None:
            actions.change_passphrase(vault=vault, passphrase=form.cleaned_data["passphrase"])
            messages.success(request, _("Your vault has a new passphrase."))
            response = redirect("reporting:my_vault")
            _keep(request, response, vault)
            return response
    status = 422 if code.errors or form.errors else 200
    return render(request, "reporting/vault/use_code.html", {"code": code, "form": form}, status=status)


def _shown_once(request: PersonRequest, code: str, vault: UnlockedVault | None) -> HttpResponse:
    response = render(request, "reporting/vault/code.html", {"code": code})
    response.headers["Cache-Control"] = "no-store, private"
    if vault is not None:
        _keep(request, response, vault)
    return response


def _keep(request: HttpRequest, response: HttpResponse, vault: UnlockedVault) -> None:
    cookie, holder = settings.VAULT_COOKIE_NAME, vault.person.uid
    sessions.close(request, None, cookie=cookie)
    sessions.keep_open(request, response, cookie=cookie, holder=holder, private=vault.pair.private)


def _may_try(request: HttpRequest, form: PassphraseForm | CodeForm) -> bool:
    if throttling.allow(request, "vault", limit=TRIES, seconds=MINUTES * 60):
        return True
    form.add_error(None, _("Too many tries. Please wait a few minutes."))
    return False


def _lead_to(name: str, request: HttpRequest) -> HttpResponse:
    """To a page, and afterwards back to this one; a form that was being sent is opened again, not sent again."""
    here = request.get_full_path()
    if request.method == "POST":
        came = urlsplit(request.headers.get("Referer", ""))
        here = came.path if came.netloc == request.get_host() and came.path else here
    return redirect(f"{reverse(name)}?{urlencode({'next': request.GET.get('next') or here})}")


def _back_to(request: HttpRequest) -> str:
    wanted: Any = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return str(wanted)
    return reverse("reporting:my_vault")
