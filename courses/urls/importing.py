"""Importing archives."""

from django.urls import path

from courses.views import importing

urlpatterns = [
    path("import/", importing.imports, name="imports"),
    path("import/<uuid:uid>/", importing.import_run, name="import_run"),
    path("import/<uuid:uid>/progress/", importing.import_progress, name="import_progress"),
    path("import/<uuid:uid>/report.csv", importing.import_report, name="import_report"),
]
