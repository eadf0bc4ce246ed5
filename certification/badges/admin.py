"""Tokens and codes of people's wallets are nobody's to look at, not in the administration either."""

from django.contrib import admin
from oauth2_provider.models import AccessToken, Application, DeviceGrant, Grant, IDToken, RefreshToken

from wikilearn.core.admin import ReadOnlyAdmin

for model in (AccessToken, Application, DeviceGrant, Grant, IDToken, RefreshToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(Application)
class WalletAdmin(ReadOnlyAdmin):
    """Wallets that registered themselves."""

    list_display = ("name", "redirect_uris", "created")
    fields = ("name", "redirect_uris", "created")
    search_fields = ("name",)
