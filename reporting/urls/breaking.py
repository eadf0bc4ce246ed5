"""Addresses of breaking the glass."""

from django.urls import path

from reporting.views import breaking

urlpatterns = [
    path("reporting/recovery/<uuid:uid>/urgent/", breaking.hasten, name="hasten_recovery"),
    path("reporting/break-glass/", breaking.glasses, name="glasses"),
    path("reporting/break-glass/<uuid:uid>/", breaking.glass, name="glass"),
]
