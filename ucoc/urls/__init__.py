"""Addresses of the code of conduct (beneath `/conduct/`, and support at `/support/`), by area."""

from django.urls import URLPattern, URLResolver, include, path

from ucoc.urls import affirming, bodies, codes, decisions, jurisdiction, local, support, transparency

app_name = "ucoc"
_conduct = [
    *affirming.urlpatterns,
    *bodies.urlpatterns,
    *codes.urlpatterns,
    *local.urlpatterns,
    *decisions.urlpatterns,
    *jurisdiction.urlpatterns,
    *transparency.urlpatterns,
]

urlpatterns: list[URLPattern | URLResolver] = [path("conduct/", include(_conduct)), *support.urlpatterns]
