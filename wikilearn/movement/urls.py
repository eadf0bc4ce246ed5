"""Addresses of organisations, wikis and rights."""

from django.urls import path

from wikilearn.movement.views import places, rights

app_name = "movement"
urlpatterns = [
    path("organisations/", places.organisations, name="organisations"),
    path("organisations/new/", places.new_organisation, name="new_organisation"),
    path("organisations/<slug:slug>/", places.organisation, name="organisation"),
    path("organisations/<slug:slug>/wikis/", places.organisation_wikis, name="organisation_wikis"),
    path("organisations/<slug:slug>/members/new/", places.add_member, name="add_member"),
    path("organisations/<slug:slug>/members/<int:pk>/end/", places.end_membership, name="end_membership"),
    path("wikis/", places.wikis, name="wikis"),
    path("wikis/<slug:dbname>/", places.wiki, name="wiki"),
    path("wikis/<slug:dbname>/place/", places.place_wiki, name="place_wiki"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<slug:key>/", rights.right, name="right"),
    path("rights/<slug:key>/edit/", rights.edit_right, name="edit_right"),
    path("rights/<slug:key>/texts/<str:language>/", rights.edit_guide, name="edit_guide"),
    path("rights/<slug:key>/history/", rights.right_history, name="right_history"),
    path("holdings/new/", places.enter_holding, name="enter_holding"),
    path("holdings/<int:pk>/end/", places.end_holding, name="end_holding"),
]
