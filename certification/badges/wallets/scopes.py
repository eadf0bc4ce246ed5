"""What a wallet may be allowed to do, in the words of the specification (section 6.2.1)."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oauth2_provider.scopes import BaseScopes

_BASE = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
CREDENTIALS_READ = f"{_BASE}credential.readonly"
PROFILE_READ = f"{_BASE}profile.readonly"
PROFILE_UPDATE = f"{_BASE}profile.update"
OFFLINE = "offline_access"

SCOPES: dict[str, str | Promise] = {
    CREDENTIALS_READ: _("Read your badges, also those that are private here"),
    PROFILE_READ: _("Read your username and your public profile"),
    PROFILE_UPDATE: _("Change what your public profile says about you"),
    OFFLINE: _("Do this also later, while you are not here"),
}
"""`credential.upsert` is missing: we are no host for badges of others."""


class WalletScopes(BaseScopes):
    """Scopes for django-oauth-toolkit: a wallet may ask for those that it registered."""

    def get_all_scopes(self) -> dict[str, str | Promise]:
        """All of them with their meaning."""
        return SCOPES

    def get_available_scopes(self, application: Any = None, *_args: Any, **_said: Any) -> list[str]:
        """What this wallet may ask for; without one, what anybody may register."""
        if application is None:
            return list(SCOPES)
        wallet = getattr(application, "wallet", None)
        return wallet.scope.split() if wallet is not None else []

    def get_default_scopes(self, *_args: Any, **_said: Any) -> list[str]:
        """None: a wallet says what it wants."""
        return []
