"""Exporting courses."""

from django.urls import path

from courses.views import exporting

urlpatterns = [
    path("author/courses/<slug:slug>/export/", exporting.export_page, name="author_export"),
    path("author/courses/<slug:slug>/export/package.zip", exporting.export_package, name="export_package"),
    path("author/courses/<slug:slug>/export/<int:number>.zip", exporting.export_package, name="export_revision"),
]
