"""How allauth meets our accounts."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import record
from wikilearn.people.actions.wikimedia import follow_wikimedia_account, free_username
from wikilearn.people.devices import device
from wikilearn.people.models import Person
from wikilearn.people.signals import account_linked
from wikilearn.people.usernames import is_temporary, is_valid, normalise, validate_new_username


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with or without an e-mail address; names in MediaWiki's spelling; no addresses kept."""

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The canonical spelling of a new name; `ValidationError` for one that cannot be or is taken."""
        username = normalise(username)
        validate_new_username(username)
        if not shallow and Person.objects.named(username).exists():
            raise self.validation_error("username_taken")
        return username

    def get_client_ip(self, request: HttpRequest) -> str:
        """A pseudonym of the client's network for counting, which nobody can follow from one day to the next.

        It is keyed with the secret of the site. One IPv6 network (/64) counts as one client. What reaches
        us without an address, over a socket whose proxy says none, is one client too.
        """
        network = truncate_ip(get_client_ip(request) or "")
        today = datetime.now(UTC).date().isoformat()
        return hmac.new(settings.SECRET_KEY.encode(), f"{today} {network}".encode(), hashlib.sha256).hexdigest()[:32]

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """The kind of device, for mails that tell of a change."""
        return device(request.headers.get("User-Agent", ""))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Wikimedia accounts, known by their central id (`sub`); their renames are followed at sign-in."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse what is no account of a person, follow a rename, keep two people apart who share an address."""
        username = normalise(sociallogin.account.extra_data.get("username") or "")
        if is_temporary(username):
            self._refuse(request, _("Temporary accounts cannot sign in here. Please use your own account."))
        if not is_valid(username):
            self._refuse(request, _("Wikimedia gave no username that can be used here."))
        if sociallogin.is_existing:
            sociallogin.user = follow_wikimedia_account(
                actor=sociallogin.user,
                person=sociallogin.user,
                central_id=int(sociallogin.account.uid),
                username=username,
            )
        elif sociallogin.state.get("process") == AuthProcess.CONNECT:
            if request.user.is_authenticated and request.user.central_id is not None:
                self._refuse(request, _("Another Wikimedia account is linked to this account. Unlink it first."))
        else:
            self._leave_address_to_its_account(request, sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Person:  # noqa: ARG002
        """A new person under their Wikimedia name; whoever bore it here without a right to it is renamed."""
        person: Person = sociallogin.user
        with transaction.atomic():
            person.username = normalise(sociallogin.account.extra_data["username"])
            person.central_id = int(sociallogin.account.uid)
            person.set_unusable_password()
            free_username(person.username)
            sociallogin.save(request)
            account_linked.send(sender=Person, person=person)
            record(actor=person.reference, action="person.linked", target=person.reference)
        return person

    def _leave_address_to_its_account(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address that another account uses stays there; the new account starts without one."""
        if any(filter_users_by_email(address.email) for address in sociallogin.email_addresses):
            sociallogin.email_addresses = []
            sociallogin.user.email = ""
            messages.warning(
                request,
                _(
                    "The e-mail address of your Wikimedia account belongs to another account here, so this one has"
                    " none. If both are yours, sign in to the other one and link your Wikimedia account there."
                ),
            )

    def _refuse(self, request: HttpRequest, message: str | Promise) -> None:
        messages.error(request, str(message))
        where = "socialaccount_connections" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(redirect(where))
