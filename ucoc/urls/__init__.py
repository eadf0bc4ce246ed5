"""Addresses of the code of conduct (beneath `/conduct/`), by area."""

from ucoc.urls import affirming, codes, local

app_name = "ucoc"
urlpatterns = [
    *affirming.urlpatterns,
    *codes.urlpatterns,
    *local.urlpatterns,
]
