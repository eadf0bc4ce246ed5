"""Addresses of the match of reports."""

from django.urls import path

from reporting.views import matching

urlpatterns = [
    path("reporting/match/", matching.match, name="match"),
    path("reporting/match/officers/", matching.match_officers, name="match_officers"),
    path("reporting/match/look/", matching.match_run, name="match_run"),
    path("reporting/match/<int:pk>/agree/", matching.match_consent, name="match_consent"),
    path("reporting/cases/<str:reference>/match/", matching.match_tell, name="match_tell"),
]
