"""The working copy of courses."""

from django.urls import path

from courses.views import authoring

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
]
