"""Pools of questions, and what learners say about them."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import accommodations, appeals, exercises, questions

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
    path("author/courses/<slug:slug>/appeals/", appeals.author_appeals, name="author_appeals"),
    path("author/courses/<slug:slug>/appeals/<int:appeal_id>/", appeals.author_appeal, name="author_appeal"),
    path("author/courses/<slug:slug>/exercises/", exercises.author_exercises, name="author_exercises"),
    path("author/extra-time/", accommodations.extra_time, name="extra_time"),
    path("author/extra-time/in/<slug:organisation>/", accommodations.extra_time, name="extra_time_in"),
    path("author/extra-time/<int:extra_time_id>/end/", accommodations.extra_time_end, name="extra_time_end"),
    path("learn/attempts/<int:attempt_id>/appeal/<key:question_key>/", appeals.appeal, name="appeal"),
    path(
        "learn/courses/<slug:slug>/exercises/<key:lesson_key>/<key:block_key>/",
        exercises.exercise,
        name="exercise",
    ),
    path(
        "learn/courses/<slug:slug>/exercises/<key:lesson_key>/<key:block_key>/state/",
        exercises.exercise_state,
        name="exercise_state",
    ),
]
