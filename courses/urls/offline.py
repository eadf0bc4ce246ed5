"""Reading without a line."""

from django.urls import path

from courses.views import offline

urlpatterns = [
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("learn/kept/", offline.kept, name="kept"),
    path("learn/offline/", offline.offline, name="offline"),
]
