"""Learning packs."""

from django.urls import path

from courses.views import packs

urlpatterns = [
    path("packs/", packs.packs, name="packs"),
    path("packs/<slug:slug>/", packs.pack, name="pack"),
    path("packs/<slug:slug>/enrol/", packs.enrol, name="pack_enrol"),
    path("packs/<slug:slug>/leave/", packs.leave, name="pack_leave"),
    path("author/packs/", packs.author_packs, name="author_packs"),
    path("author/packs/new/", packs.author_new_pack, name="author_new_pack"),
    path("author/packs/<slug:slug>/", packs.author_pack, name="author_pack"),
]
