"""Addresses of badges. They are part of signed documents: none of them may ever change."""

from certification.badges.urls import credentials, issuers, mine, verifying

app_name = "badges"
urlpatterns = [*mine.urlpatterns, *credentials.urlpatterns, *verifying.urlpatterns, *issuers.urlpatterns]
