"""Addresses of merging cases."""

from django.urls import path

from reporting.views.cases import merging

urlpatterns = [
    path("reporting/cases/<str:reference>/merge/", merging.merge, name="merge"),
    path("reporting/cases/<str:reference>/part-message/", merging.part_message, name="part_message"),
]
