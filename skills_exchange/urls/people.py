"""Addresses of the search for people."""

from django.urls import path

from skills_exchange.views import people as views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/save/", views.save_search, name="save_search"),
    path("people/searches/", views.saved_searches, name="saved_searches"),
    path("people/searches/<uuid:uid>/", views.change_search, name="change_search"),
]
