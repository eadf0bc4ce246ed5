"""Addresses of badges. They are part of signed documents: none of them may ever change."""

from certification.badges.urls import credentials, desk, issuers, mine, verifying, wallets

app_name = "badges"
urlpatterns = [
    *mine.urlpatterns,
    *wallets.urlpatterns,
    *credentials.urlpatterns,
    *verifying.urlpatterns,
    *issuers.urlpatterns,
    *desk.urlpatterns,
]
