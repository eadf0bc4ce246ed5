"""What we ask of OAuth beyond django-oauth-toolkit."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

from certification.badges.wallets.scopes import OFFLINE


class WalletValidator(OAuth2Validator):
    """A refresh token only for who may act later, and nothing in the name of people who may not sign in."""

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **said: Any) -> Any:
        """Keep the hash of the token; without `offline_access` there is nothing to refresh it with."""
        if OFFLINE not in str(token.get("scope", "")).split():
            token.pop("refresh_token", None)
        return super().save_bearer_token(token, request, *args, **said)

    def validate_bearer_token(self, token: str, scopes: list[str], request: Any) -> bool:
        """Good, and its person may sign in."""
        return bool(super().validate_bearer_token(token, scopes, request)) and request.user.is_active

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any, **said: Any) -> bool:
        """Good, and its person may sign in."""
        return bool(super().validate_code(client_id, code, client, request, *args, **said)) and request.user.is_active

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Any, *args: Any, **said: Any) -> bool:
        """Good, and its person may sign in."""
        valid = super().validate_refresh_token(refresh_token, client, request, *args, **said)
        return bool(valid) and request.user.is_active
