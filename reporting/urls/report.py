"""The reporter's way."""

from django.urls import path

from reporting.views import help as helping

urlpatterns = [
    path("report/emergency/", helping.emergency, name="emergency"),
    path("report/leave/", helping.leave, name="leave"),
]
