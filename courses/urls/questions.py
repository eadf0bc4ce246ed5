"""Pools of questions, and what learners say about them."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import questions

urlpatterns = [
    path("author/courses/<slug:slug>/questions/", questions.questions, name="author_questions"),
    path(
        "author/courses/<slug:slug>/questions/figures.csv",
        questions.question_statistics,
        name="author_question_statistics",
    ),
    path("author/courses/<slug:slug>/questions/new/<slug:kind>/", questions.new_question, name="author_new_question"),
    path("author/courses/<slug:slug>/questions/edit/<key:question_key>/", questions.question, name="author_question"),
    path(
        "author/courses/<slug:slug>/questions/preview/<key:question_key>/",
        questions.question_preview,
        name="author_question_preview",
    ),
    path(
        "author/courses/<slug:slug>/questions/retire/<key:question_key>/",
        questions.question_retire,
        name="author_question_retire",
    ),
]
