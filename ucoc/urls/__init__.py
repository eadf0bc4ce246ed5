"""Addresses of the code of conduct (beneath `/conduct/`), by area."""

from ucoc.urls import codes

app_name = "ucoc"
urlpatterns = [
    *codes.urlpatterns,
]
