"""Files and captions of courses."""

from django.urls import path

import courses.urls.converters  # noqa: F401 - registers "key"
from courses.views import media

urlpatterns = [
    path("course-media/<slug:slug>/<key:key>", media.media, name="media"),
    path(
        "course-captions/<slug:slug>/<key:lesson_key>/<key:block_key>/<str:language>.vtt",
        media.captions,
        name="captions",
    ),
    path(
        "author/courses/<slug:slug>/captions/<key:lesson_key>/<key:block_key>/<str:language>.vtt",
        media.draft_captions,
        name="author_captions",
    ),
]
