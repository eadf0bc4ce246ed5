"""Addresses of the code of conduct (beneath `/conduct/`, and support at `/support/`), by area."""

from django.urls import include, path

from ucoc.urls import affirming, codes, local, support

app_name = "ucoc"
urlpatterns = [
    *affirming.urlpatterns,
    *codes.urlpatterns,
    *local.urlpatterns,
]

urlpatterns = [path("conduct/", include(urlpatterns)), *support.urlpatterns]
