"""Addresses of the courses, by area. The order counts: what stands under `courses/` catches most at its end."""

from courses.urls import authoring, catalogue, importing, learning

app_name = "courses"

urlpatterns = [
    *authoring.urlpatterns,
    *importing.urlpatterns,
    *catalogue.urlpatterns,
    *learning.urlpatterns,
]
