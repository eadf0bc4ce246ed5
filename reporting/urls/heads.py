"""Addresses of the heads of the audit log."""

from django.urls import path

from reporting.views import heads

urlpatterns = [
    path("reporting/heads/", heads.heads, name="heads"),
    path("reporting/heads/<str:day>/<slug:slug>/", heads.received, name="head_received"),
]
