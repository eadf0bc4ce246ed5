"""Addresses of what handlers have for themselves."""

from django.urls import path

from reporting.views import wellbeing

urlpatterns = [
    path("reporting/wellbeing/", wellbeing.wellbeing, name="wellbeing"),
    path("reporting/wellbeing/hand-back/", wellbeing.hand_back, name="hand_back"),
]
