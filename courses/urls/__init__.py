"""Addresses of the courses, by area. The order counts: what stands under `courses/` catches most at its end."""

from courses.urls import authoring, catalogue, importing, learning, media

app_name = "courses"

urlpatterns = [
    *authoring.urlpatterns,
    *importing.urlpatterns,
    *media.urlpatterns,
    *catalogue.urlpatterns,
    *learning.urlpatterns,
]
