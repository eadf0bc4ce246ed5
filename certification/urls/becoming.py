"""Address of the way to a right."""

from django.urls import path

from certification.views import becoming

urlpatterns = [path("become/<slug:key>/", becoming.become, name="become")]
