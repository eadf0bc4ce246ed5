"""Addresses of the skills exchange, beneath `/skills/`, by area."""

from django.urls import URLPattern, URLResolver

from skills_exchange.urls import help as help_desk
from skills_exchange.urls import matches, matching, resources, skills

app_name = "skills_exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    *skills.urlpatterns,
    *matches.urlpatterns,
    *matching.urlpatterns,
    *help_desk.urlpatterns,
    *resources.urlpatterns,
]
