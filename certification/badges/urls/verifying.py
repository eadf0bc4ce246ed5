"""Whether a badge is good."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
]
