"""The API for wallets. Its paths are those of the specification."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("credentials/wallets/", views.wallets, name="wallets"),
    path("credentials/wallets/<int:number>/disconnect", views.disconnect, name="disconnect"),
    path("ims/ob/v3p0/discovery", views.discovery, name="api_discovery"),
    path("ims/ob/v3p0/credentials", views.credentials, name="api_credentials"),
    path("ims/ob/v3p0/profile", views.wallet_profile, name="api_profile"),
]
