"""Address of the figures about holders of rights."""

from django.urls import path

from certification.views import coverage

urlpatterns = [path("coverage/", coverage.coverage_page, name="coverage")]
