"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path

from wikilearn.core import views as core_views

urlpatterns = [
    path("health/live", core_views.live, name="health_live"),
    path("health/ready", core_views.ready, name="health_ready"),
    path("metrics", core_views.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
