"""Addresses of figures over whole bodies."""

from django.urls import path

from reporting.views import body_figures

urlpatterns = [
    path("reporting/figures/bodies/", body_figures.body_figures, name="body_figures"),
]
