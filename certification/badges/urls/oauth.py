"""OAuth for wallets: of django-oauth-toolkit only what they need, under the names that it looks for."""

from django.urls import path
from oauth2_provider.views import OAuthServerMetadataView

from certification.badges import views

app_name = "oauth2_provider"
urlpatterns = [
    path("oauth/authorize", views.Authorize.as_view(), name="authorize"),
    path("oauth/token", views.Token.as_view(), name="token"),
    path("oauth/revoke", views.Revoke.as_view(), name="revoke-token"),
    path("oauth/register", views.register, name="dcr-register"),
    path(".well-known/oauth-authorization-server", OAuthServerMetadataView.as_view(), name="oauth-server-metadata"),
]
