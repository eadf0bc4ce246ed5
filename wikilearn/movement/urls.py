"""Addresses of organisations, wikis and rights."""

from django.urls import path

from wikilearn.movement import views

app_name = "movement"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.new_organisation, name="new_organisation"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("organisations/<slug:slug>/wikis/", views.organisation_wikis, name="organisation_wikis"),
    path("organisations/<slug:slug>/members/new/", views.add_member, name="add_member"),
    path("organisations/<slug:slug>/members/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("wikis/", views.wikis, name="wikis"),
    path("wikis/<slug:dbname>/", views.wiki, name="wiki"),
    path("rights/", views.rights, name="rights"),
    path("rights/<slug:key>/", views.right, name="right"),
    path("holdings/new/", views.enter_holding, name="enter_holding"),
    path("holdings/<int:pk>/end/", views.end_holding, name="end_holding"),
]
