"""Addresses of certification, by area."""

from certification.urls import asking, deciding, evidence

app_name = "certification"
urlpatterns = [*asking.urlpatterns, *deciding.urlpatterns, *evidence.urlpatterns]
