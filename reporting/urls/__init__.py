"""Addresses of reporting, by topic. What reporters see lies under `/report/`, what handlers see under `/reporting/`."""

from reporting.urls import asking, cases, limits, matching, merging, recovery, vault
from reporting.urls.report import urlpatterns as report

app_name = "reporting"
urlpatterns = [
    *report,
    *vault.urlpatterns,
    *recovery.urlpatterns,
    *cases.urlpatterns,
    *limits.urlpatterns,
    *merging.urlpatterns,
    *asking.urlpatterns,
    *matching.urlpatterns,
]
