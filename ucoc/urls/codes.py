"""Addresses of the universal code."""

from django.urls import path

from ucoc.views import codes

urlpatterns = [
    path("", codes.code, name="code"),
    path("compare/", codes.compare_versions, name="compare_versions"),
    path("versions/<str:version>/", codes.version, name="version"),
    path("versions/<str:version>/<str:number>/", codes.clause, name="clause"),
]
