"""Addresses of certification, by area."""

from certification.urls import asking, becoming, coverage, deciding, evidence

app_name = "certification"
urlpatterns = [
    *asking.urlpatterns,
    *becoming.urlpatterns,
    *coverage.urlpatterns,
    *deciding.urlpatterns,
    *evidence.urlpatterns,
]
