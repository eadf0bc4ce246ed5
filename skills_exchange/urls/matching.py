"""Addresses of matching: suggestions, how it works, rounds."""

from django.urls import path

from skills_exchange.views import suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/not-for-me/", suggestions.dismiss, name="dismiss"),
    path("suggestions/not-for-me/<int:pk>/undo/", suggestions.undo_dismiss, name="undo_dismiss"),
]
