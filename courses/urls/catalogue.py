"""What readers open: the catalogue, a course, its lessons and quizzes."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import catalogue, learning, reading

urlpatterns = [
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", learning.course, name="course"),
    path("courses/<slug:slug>/<key:lesson_key>/", reading.lesson, name="lesson"),
    # No slash at the end: links from lesson to lesson are relative, and lead from here where they lead from a lesson.
    path("courses/<slug:slug>/<key:lesson_key>/<key:block_key>", reading.quiz, name="quiz"),
]
