"""Addresses of matching: suggestions, how it works, rounds."""

from django.urls import path

from skills_exchange.views import how_matching_works as how
from skills_exchange.views import rounds, suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/not-for-me/", suggestions.dismiss, name="dismiss"),
    path("suggestions/not-for-me/<int:pk>/undo/", suggestions.undo_dismiss, name="undo_dismiss"),
    path("how-matching-works/", how.how_matching_works, name="how_matching_works"),
    path("how-matching-works/numbers/", how.change_weights, name="change_weights"),
    path("how-matching-works/communities/", how.new_community, name="new_community"),
    path("how-matching-works/communities/<int:pk>/delete/", how.delete_community, name="delete_community"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("where-people-wait/", rounds.clinic_wishes, name="clinic_wishes"),
    path("new-round/", rounds.new_round, name="new_round"),
    path("rounds/<slug:slug>/", rounds.round_page, name="round"),
    path("rounds/<slug:slug>/preview/", rounds.preview_round, name="preview_round"),
    path("rounds/<slug:slug>/start/", rounds.start_round, name="start_round"),
    path("rounds/<slug:slug>/publish/", rounds.publish_round, name="publish_round"),
    path("rounds/<slug:slug>/delete/", rounds.delete_round, name="delete_round"),
]
