"""The working copy of courses."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import authoring, blocks, outline, revisions

urlpatterns = [
    path("author/", authoring.courses, name="author"),
    path("author/topics/", authoring.topics, name="author_topics"),
    path("author/topics/<slug:key>/", authoring.topic, name="author_topic"),
    path("author/courses/new/", outline.new, name="author_new"),
    path("author/courses/<slug:slug>/", authoring.course, name="author_course"),
    path("author/courses/<slug:slug>/add/", outline.add, name="author_add"),
    path("author/courses/<slug:slug>/edit/<path:place>/", outline.edit, name="author_edit"),
    path("author/courses/<slug:slug>/move/<path:place>/", outline.move, name="author_move"),
    path("author/courses/<slug:slug>/duplicate/<path:place>/", outline.duplicate, name="author_duplicate"),
    path("author/courses/<slug:slug>/remove/<path:place>/", outline.remove, name="author_remove"),
    path("author/courses/<slug:slug>/undo/<int:edit_id>/", outline.undo, name="author_undo"),
    path("author/courses/<slug:slug>/history/", outline.history, name="author_history"),
    path("author/courses/<slug:slug>/checks/", outline.checks, name="author_checks"),
    path("author/courses/<slug:slug>/people/", outline.people, name="author_people"),
    path("author/courses/<slug:slug>/render/", blocks.render_text, name="author_render"),
    path("author/courses/<slug:slug>/draft/<path:place>/", blocks.draft, name="author_draft"),
    path("author/courses/<slug:slug>/lessons/<key:lesson_key>/", blocks.lesson, name="author_lesson"),
    path(
        "author/courses/<slug:slug>/lessons/<key:lesson_key>/add/<slug:kind>/",
        blocks.new_block,
        name="author_new_block",
    ),
    path(
        "author/courses/<slug:slug>/lessons/<key:lesson_key>/blocks/<key:block_key>/",
        blocks.block,
        name="author_block",
    ),
    path("author/courses/<slug:slug>/revisions/", revisions.revisions, name="author_revisions"),
    path("author/courses/<slug:slug>/revisions/differences/", revisions.differences, name="author_differences"),
    path("author/courses/<slug:slug>/revisions/<int:number>/republish/", revisions.republish, name="author_republish"),
    path("author/courses/<slug:slug>/publications/<uuid:uid>/", revisions.publication, name="author_publication"),
    path(
        "author/courses/<slug:slug>/publications/<uuid:uid>/state/",
        revisions.publication_state,
        name="author_publication_state",
    ),
    path("author/courses/<slug:slug>/settings/", authoring.settings, name="author_settings"),
    path("author/courses/<slug:slug>/submit/", authoring.submit, name="author_submit"),
    path("author/courses/<slug:slug>/return/", authoring.return_to_authors, name="author_return"),
    path("author/courses/<slug:slug>/publish/", authoring.publish, name="author_publish"),
    path("author/courses/<slug:slug>/withdraw/", authoring.withdraw, name="author_withdraw"),
    path("author/courses/<slug:slug>/preview/<key:lesson_key>/", authoring.preview, name="author_preview"),
    path(
        "author/courses/<slug:slug>/languages/<str:language>/review/",
        authoring.review_language,
        name="author_review_language",
    ),
]
