"""Addresses of the skills exchange, beneath `/skills/`, by area."""

from django.urls import URLPattern, URLResolver

app_name = "skills_exchange"
urlpatterns: list[URLPattern | URLResolver] = []
