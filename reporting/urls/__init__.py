"""Addresses of reporting, by topic. What reporters see lies under `/report/`, what handlers see under `/reporting/`."""

from reporting.urls import (
    asking,
    breaking,
    cases,
    figures,
    heads,
    limits,
    matching,
    merging,
    recovery,
    vault,
    waves,
    wellbeing,
)
from reporting.urls.report import urlpatterns as report

app_name = "reporting"
urlpatterns = [
    *report,
    *vault.urlpatterns,
    *recovery.urlpatterns,
    *breaking.urlpatterns,
    *heads.urlpatterns,
    *waves.urlpatterns,
    *cases.urlpatterns,
    *limits.urlpatterns,
    *merging.urlpatterns,
    *asking.urlpatterns,
    *matching.urlpatterns,
    *figures.urlpatterns,
    *wellbeing.urlpatterns,
]
