"""Asking, answering, and the page of a match."""

from django.urls import path

from skills_exchange.views import matches

urlpatterns = [
    path("matches/", matches.matches, name="matches"),
    path("matches/<uuid:uid>/", matches.match, name="match"),
    path("matches/<uuid:uid>/accept/", matches.accept, name="accept_match"),
    path("matches/<uuid:uid>/decline/", matches.decline, name="decline_match"),
    path("matches/<uuid:uid>/end/", matches.end, name="cancel_match"),
    path("matches/with/<uuid:party>/request/", matches.request_match, name="request_match"),
    path("matches/with/<uuid:party>/offer/", matches.offer_match, name="offer_match"),
]
