"""The discussion of a course. Not under `courses/`, where every further part is the key of a lesson."""

from django.urls import path

from courses.views import discussion, moderation

urlpatterns = [
    path("discussion/muted/people/", discussion.muted, name="muted"),
    path("discussion/muted/people/<uuid:uid>/", discussion.mute, name="mute"),
    path("discussion/<slug:slug>/", discussion.discussion, name="discussion"),
    path("discussion/<slug:slug>/new/", discussion.new_thread, name="thread_new"),
    path("discussion/<slug:slug>/people/", discussion.people, name="discussion_people"),
    path("discussion/<slug:slug>/settings/", moderation.settings, name="discussion_settings"),
    path("discussion/<slug:slug>/<int:thread>/", discussion.thread, name="thread"),
    path("discussion/<slug:slug>/<int:thread>/follow/", discussion.follow, name="thread_follow"),
    path("discussion/<slug:slug>/<int:thread>/arrange/", moderation.arrange, name="thread_arrange"),
    path("discussion/<slug:slug>/posts/<int:post>/edit/", discussion.edit, name="post_edit"),
    path("discussion/<slug:slug>/posts/<int:post>/delete/", discussion.delete, name="post_delete"),
    path("discussion/<slug:slug>/posts/<int:post>/history/", discussion.history, name="post_history"),
    path("discussion/<slug:slug>/posts/<int:post>/hide/", moderation.hide, name="post_hide"),
    path("discussion/<slug:slug>/posts/<int:post>/show/", moderation.show, name="post_show"),
]
