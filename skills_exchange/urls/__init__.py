"""Addresses of the skills exchange, beneath `/skills/`, by area."""

from django.urls import URLPattern, URLResolver

from skills_exchange.urls import (
    census,
    clinics,
    exchanges,
    gaps,
    matches,
    matching,
    people,
    profiles,
    programmes,
    resources,
    skills,
)
from skills_exchange.urls import help as help_desk

app_name = "skills_exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    *skills.urlpatterns,
    *people.urlpatterns,
    *matches.urlpatterns,
    *exchanges.urlpatterns,
    *matching.urlpatterns,
    *help_desk.urlpatterns,
    *resources.urlpatterns,
    *gaps.urlpatterns,
    *clinics.urlpatterns,
    *census.urlpatterns,
    *profiles.urlpatterns,
    *programmes.urlpatterns,
]
