"""Addresses of the queue of a flood."""

from django.urls import path

from reporting.views.cases import waves

urlpatterns = [
    path("reporting/waves/<int:began>/pull/", waves.pull, name="pull"),
]
