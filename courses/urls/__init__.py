"""Addresses of the courses, by area. The order counts: what stands under `courses/` catches most at its end."""

from courses.urls import (
    authoring,
    catalogue,
    cohorts,
    discussion,
    exporting,
    figures,
    importing,
    learning,
    localizing,
    marks,
    media,
    offline,
    overlays,
    packs,
    questions,
    suggestions,
)

app_name = "courses"

urlpatterns = [
    *authoring.urlpatterns,
    *questions.urlpatterns,
    *importing.urlpatterns,
    *localizing.urlpatterns,
    *exporting.urlpatterns,
    *media.urlpatterns,
    *cohorts.urlpatterns,
    *overlays.urlpatterns,
    *discussion.urlpatterns,
    *figures.urlpatterns,
    *suggestions.urlpatterns,
    *packs.urlpatterns,
    *marks.urlpatterns,
    *offline.urlpatterns,
    *catalogue.urlpatterns,
    *learning.urlpatterns,
]
