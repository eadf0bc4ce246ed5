"""Addresses of the library and of the search over everything."""

from django.urls import path

from skills_exchange.views import resources as views

urlpatterns = [
    path("search/", views.search_all, name="search_all"),
    path("resources/", views.resources, name="resources"),
    path("resources/add/", views.resource_add, name="resource_add"),
    path("resources/<uuid:uid>/", views.resource, name="resource"),
    path("resources/<uuid:uid>/edit/", views.resource_edit, name="resource_edit"),
    path("resources/<uuid:uid>/mark/", views.resource_mark, name="resource_mark"),
    path("resources/<uuid:uid>/check/", views.resource_check, name="resource_check"),
    path("resources/<uuid:uid>/hide/", views.resource_hide, name="resource_hide"),
]
