"""Addresses of certification, by area."""

from certification.urls import asking, coverage, deciding, evidence

app_name = "certification"
urlpatterns = [*asking.urlpatterns, *coverage.urlpatterns, *deciding.urlpatterns, *evidence.urlpatterns]
