"""Addresses of the courses, by area. The order counts: what stands under `courses/` catches most at its end."""

from courses.urls import authoring, catalogue, cohorts, importing, learning, media

app_name = "courses"

urlpatterns = [
    *authoring.urlpatterns,
    *importing.urlpatterns,
    *media.urlpatterns,
    *cohorts.urlpatterns,
    *catalogue.urlpatterns,
    *learning.urlpatterns,
]
