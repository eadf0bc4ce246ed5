"""Bookmarks, notes and feedback."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import feedback, marks

urlpatterns = [
    path("learn/bookmarks/", marks.bookmarks, name="bookmarks"),
    path("learn/bookmarks/notes.md", marks.bookmarks_markdown, name="bookmarks_markdown"),
    path("learn/courses/<slug:slug>/bookmark/<key:lesson_key>/", marks.bookmark, name="bookmark"),
    path("learn/courses/<slug:slug>/feedback/", feedback.give_feedback, name="give_feedback"),
    path("author/courses/<slug:slug>/feedback/", feedback.author_feedback, name="author_feedback"),
    path("author/courses/<slug:slug>/feedback.csv", feedback.author_feedback_csv, name="author_feedback_csv"),
]
