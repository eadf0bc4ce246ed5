"""Addresses of affirmations."""

from django.urls import path

from ucoc.views import affirming

urlpatterns = [
    path("affirm/", affirming.affirm, name="affirm"),
    path("affirm/banner/", affirming.affirm_banner, name="affirm_banner"),
    path("affirmations/", affirming.affirmations, name="affirmations"),
    path("affirmations/figures/", affirming.affirmation_figures_page, name="affirmation_figures"),
]
