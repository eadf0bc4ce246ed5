"""Addresses of the pages about accounts, roles and the log."""

from django.urls import path

from wikilearn.people.views import log, me, roles

app_name = "people"
urlpatterns = [
    path("me/", me.preferences, name="settings"),
    path("me/two-factor/", me.two_factor, name="two_factor"),
    path("me/tokens/", me.tokens, name="tokens"),
    path("me/tokens/<uuid:uid>/revoke/", me.revoke, name="token_revoke"),
    path("me/data/", me.data, name="data"),
    path("me/data/export/", me.export, name="export"),
    path("me/data/erase/", me.erase, name="erase"),
    path("me/lookups/", me.lookups, name="lookups"),
    path("roles/", roles.roles, name="roles"),
    path("roles/grants/<int:pk>/revoke/", roles.revoke, name="role_revoke"),
    path("roles/<str:name>/", roles.role, name="role"),
    path("audit/", log.events, name="events"),
]
