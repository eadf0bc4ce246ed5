"""Addresses of limits on reports, for trust and safety."""

from django.urls import path

from reporting.views import limiting

urlpatterns = [
    path("reporting/limits/", limiting.limits, name="limits"),
    path("reporting/limits/new/", limiting.limit_person, name="limit_person"),
    path("reporting/limits/<uuid:uid>/", limiting.answer_limit, name="answer_limit"),
]
