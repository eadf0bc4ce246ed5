"""A learner's own pages."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import assessing, learning

urlpatterns = [
    path("learn/", learning.my_learning, name="my_learning"),
    path("learn/next/", learning.next_up, name="next_up"),
    path("learn/activity/", learning.activity, name="activity"),
    path("learn/continue/", learning.continue_learning, name="continue"),
    path("learn/attempts/<int:attempt_id>/", assessing.attempt, name="attempt"),
    path("learn/attempts/<int:attempt_id>/result/", assessing.result, name="result"),
    path("learn/courses/<slug:slug>/enrol/", learning.enrol, name="enrol"),
    path("learn/courses/<slug:slug>/leave/", learning.leave, name="leave"),
    path("learn/courses/<slug:slug>/language/", learning.language, name="language"),
    path("learn/courses/<slug:slug>/assessment/", assessing.assessment, name="assessment"),
    path("learn/courses/<slug:slug>/read/<key:lesson_key>/", learning.read, name="read"),
]
