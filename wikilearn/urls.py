"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path

from wikilearn.core import views as core_views
from wikilearn.people.views.me import set_language

handler400 = "wikilearn.core.views.bad_request"
handler403 = "wikilearn.core.views.permission_denied"
handler404 = "wikilearn.core.views.page_not_found"
handler429 = "wikilearn.core.views.too_many_requests"
handler500 = "wikilearn.core.views.server_error"

urlpatterns = [
    path("", core_views.home, name="home"),
    path("health/live", core_views.live, name="health_live"),
    path("health/ready", core_views.ready, name="health_ready"),
    path("metrics", core_views.metrics, name="metrics"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("", include("courses.urls")),
    path("admin/", admin.site.urls),
    path("", include("wikilearn.people.urls")),
    path("", include("wikilearn.movement.urls")),
    path("", include("certification.badges.urls")),
    path("", include("certification.badges.urls.oauth")),
    path("notices/", include("wikilearn.notices.urls")),
    path("", include("ucoc.urls")),
    path("demo/", include("wikilearn.demo.urls")),
    path("", include("certification.urls")),
    path("skills/", include("skills_exchange.urls")),
    path("", include("reporting.urls")),
    path("api/v1/", include("wikilearn.api")),
]
