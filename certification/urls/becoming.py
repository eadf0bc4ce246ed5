"""Addresses of the way to a right, of standing for it, and of those who do."""

from django.urls import path

from certification.views import becoming, candidates

urlpatterns = [
    path("become/<slug:key>/", becoming.become, name="become"),
    path("become/<slug:key>/stand/", candidates.stand, name="stand"),
    path("certification/candidacies/", candidates.candidacies, name="candidacies"),
    path(
        "certification/candidacies/<uuid:uid>/withdraw/", candidates.withdraw_candidacy_now, name="withdraw_candidacy"
    ),
    path("certification/candidacies/<uuid:uid>/renew/", candidates.renew_candidacy_now, name="renew_candidacy"),
    path("candidates/", candidates.candidate_list, name="candidates"),
]
