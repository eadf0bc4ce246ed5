"""Local versions of shared courses."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import local_versions, overlay_publishing, overlays

urlpatterns = [
    path("adapt/", overlays.overlays, name="overlays"),
    path("adapt/conflicts/", overlays.conflicts, name="overlay_conflicts"),
    path("adapt/new/<slug:slug>/", overlays.start, name="overlay_start"),
    path("adapt/<int:pk>/", overlays.overlay, name="overlay"),
    path("adapt/<int:pk>/note/", overlays.describe, name="overlay_describe"),
    path("adapt/<int:pk>/differences/", overlays.diff, name="overlay_diff"),
    path("adapt/<int:pk>/submit/", overlay_publishing.submit, name="overlay_submit"),
    path("adapt/<int:pk>/publish/", overlay_publishing.publish, name="overlay_publish"),
    path("adapt/<int:pk>/return/", overlay_publishing.return_to_writers, name="overlay_return"),
    path("adapt/<int:pk>/withdraw/", overlay_publishing.withdraw, name="overlay_withdraw"),
    path("adapt/<int:pk>/changes/<int:change_id>/", overlays.edit, name="overlay_edit"),
    path("adapt/<int:pk>/changes/<int:change_id>/remove/", overlays.remove, name="overlay_remove"),
    path("adapt/<int:pk>/changes/<int:change_id>/move/", overlays.move, name="overlay_move"),
    path("adapt/<int:pk>/changes/<int:change_id>/decide/", overlays.settle, name="overlay_settle"),
    path("adapt/<int:pk>/preview/<key:lesson_key>/", overlays.preview, name="overlay_preview"),
    path("adapt/<int:pk>/lessons/<key:lesson_key>/", overlays.lesson, name="overlay_lesson"),
    path(
        "adapt/<int:pk>/lessons/<key:lesson_key>/<key:block_key>/<slug:mode>/", overlays.change, name="overlay_change"
    ),
    path("author/courses/<slug:slug>/adaptations/", overlays.course_overlays, name="author_overlays"),
    path("author/courses/<slug:slug>/core/", overlay_publishing.core, name="author_core"),
    path("learn/courses/<slug:slug>/local/", local_versions.local_versions, name="local_versions"),
]
