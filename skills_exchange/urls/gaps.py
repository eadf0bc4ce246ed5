"""Addresses of the map of skills and the indicators."""

from django.urls import path

from skills_exchange.views import gaps as views

urlpatterns = [
    path("map/", views.skills_map, name="map"),
    path("indicators/", views.indicators, name="indicators"),
]
