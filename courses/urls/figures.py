"""Figures of courses."""

from django.urls import path

from courses.views import figures

urlpatterns = [
    path("author/courses/<slug:slug>/figures/", figures.course_figures, name="author_figures"),
    path("author/courses/<slug:slug>/figures/<slug:key>.csv", figures.course_csv, name="author_figures_csv"),
    path("author/organisations/<slug:slug>/figures/", figures.organisation_figures, name="organisation_figures"),
    path(
        "author/organisations/<slug:slug>/figures/<slug:key>.csv",
        figures.organisation_csv,
        name="organisation_figures_csv",
    ),
]
