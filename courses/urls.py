"""Addresses of the courses."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from courses.views import assessing, authoring, catalogue, importing, learning, reading


class KeyConverter(StringConverter):
    """The key of a lesson or a block: whatever importers found there, without control characters."""

    regex = r"[^/\x00-\x1f]+"


register_converter(KeyConverter, "key")

app_name = "courses"

urlpatterns = [
    path("author/", authoring.courses, name="author"),
    path("author/topics/", authoring.topics, name="author_topics"),
    path("author/topics/<slug:key>/", authoring.topic, name="author_topic"),
    path("author/courses/<slug:slug>/", authoring.course, name="author_course"),
    path("author/courses/<slug:slug>/settings/", authoring.settings, name="author_settings"),
    path("author/courses/<slug:slug>/submit/", authoring.submit, name="author_submit"),
    path("author/courses/<slug:slug>/return/", authoring.return_to_authors, name="author_return"),
    path("author/courses/<slug:slug>/publish/", authoring.publish, name="author_publish"),
    path("author/courses/<slug:slug>/withdraw/", authoring.withdraw, name="author_withdraw"),
    path("author/courses/<slug:slug>/preview/<slug:lesson_key>/", authoring.preview, name="author_preview"),
    path(
        "author/courses/<slug:slug>/languages/<str:language>/review/",
        authoring.review_language,
        name="author_review_language",
    ),
    path("import/", importing.imports, name="imports"),
    path("import/<uuid:uid>/", importing.import_run, name="import_run"),
    path("import/<uuid:uid>/progress/", importing.import_progress, name="import_progress"),
    path("import/<uuid:uid>/report.csv", importing.import_report, name="import_report"),
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", learning.course, name="course"),
    path("courses/<slug:slug>/<key:lesson_key>/", reading.lesson, name="lesson"),
    # No slash at the end: links from lesson to lesson are relative, and lead from here where they lead from a lesson.
    path("courses/<slug:slug>/<key:lesson_key>/<key:block_key>", reading.quiz, name="quiz"),
    path("learn/", learning.my_learning, name="my_learning"),
    path("learn/continue/", learning.continue_learning, name="continue"),
    path("learn/attempts/<int:attempt_id>/", assessing.attempt, name="attempt"),
    path("learn/attempts/<int:attempt_id>/result/", assessing.result, name="result"),
    path("learn/courses/<slug:slug>/enrol/", learning.enrol, name="enrol"),
    path("learn/courses/<slug:slug>/leave/", learning.leave, name="leave"),
    path("learn/courses/<slug:slug>/language/", learning.language, name="language"),
    path("learn/courses/<slug:slug>/assessment/", assessing.assessment, name="assessment"),
    path("learn/courses/<slug:slug>/read/<key:lesson_key>/", learning.read, name="read"),
]
