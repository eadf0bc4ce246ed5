"""Addresses of reporting, by topic. What reporters see lies under `/report/`."""

from reporting.urls.report import urlpatterns as report

app_name = "reporting"
urlpatterns = [*report]
