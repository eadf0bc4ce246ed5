"""Addresses of the skills exchange, beneath `/skills/`, by area."""

from django.urls import URLPattern, URLResolver

from skills_exchange.urls import matches, skills

app_name = "skills_exchange"
urlpatterns: list[URLPattern | URLResolver] = [
    *skills.urlpatterns,
    *matches.urlpatterns,
]
