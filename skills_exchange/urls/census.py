"""Addresses of the census and of calls for helpers."""

from django.urls import path

from skills_exchange.views import census as views

urlpatterns = [
    path("census/", views.census, name="census"),
    path("census/new/", views.census_new, name="census_new"),
    path("census/<int:year>/", views.census_of_year, name="census_results"),
    path("census/<int:year>/<slug:slug>/", views.census_answer, name="census_answer"),
    path("census/<int:year>/<slug:slug>/bring/", views.census_bring, name="census_bring"),
    path("map/<slug:slug>/call/", views.call, name="call_for_helpers"),
]
