"""A person's own badges."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("credentials/", views.mine, name="mine"),
]
