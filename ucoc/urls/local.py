"""Addresses of local codes."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter

from ucoc.feeds import LocalCodeAtom, LocalCodeFeed
from ucoc.views import local, reviewing, writing


class StepConverter:
    """A step that needs no form."""

    regex = "|".join(writing.STEPS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(StepConverter, "local_step")
VERSION = "local/<slug:slug>/<int:number>/"

urlpatterns = [
    path("local/", local.local_codes, name="local_codes"),
    path("local/new/", writing.start_local, name="start_local"),
    path("local/coverage/", local.local_coverage, name="local_coverage"),
    path("local/without/", local.wikis_without, name="wikis_without"),
    path("local/feed.rss", login_not_required(LocalCodeFeed()), name="local_feed"),
    path("local/feed.atom", login_not_required(LocalCodeAtom()), name="local_feed_atom"),
    path("local/comments/<int:pk>/report/", reviewing.report_comment, name="report_comment"),
    path("local/comments/<int:pk>/answer/", reviewing.answer_comment, name="answer_comment"),
    path("local/comments/<int:pk>/moderate/", reviewing.moderate_comment, name="moderate_comment"),
    path("local/<slug:slug>/", local.local_code, name="local_code"),
    path("local/<slug:slug>/compare/", local.local_compare, name="local_compare"),
    path(VERSION, local.local_version, name="local_version"),
    path(f"{VERSION}next/", writing.start_local_version, name="start_local_version"),
    path(f"{VERSION}write/", writing.write_local, name="write_local"),
    path(f"{VERSION}write/introduction/", writing.write_introduction, name="write_introduction"),
    path(f"{VERSION}write/clause/", writing.write_clause, name="new_clause"),
    path(f"{VERSION}write/clause/<slug:key>/", writing.write_clause, name="write_clause"),
    path(f"{VERSION}write/clause/<slug:key>/remove/", writing.remove_clause, name="remove_clause"),
    path(f"{VERSION}languages/", writing.local_languages, name="local_languages"),
    path(f"{VERSION}editors/", writing.add_editor, name="add_editor"),
    path(f"{VERSION}editors/<int:pk>/remove/", writing.remove_editor, name="remove_editor"),
    path(f"{VERSION}history/", writing.local_history, name="local_history"),
    path(f"{VERSION}consultation/", writing.open_consultation, name="open_consultation"),
    path(f"{VERSION}ratify/", writing.ratify_local, name="ratify_local"),
    path(f"{VERSION}to/<local_step:step>/", writing.move_local, name="move_local"),
    path(f"{VERSION}review/", reviewing.review_local, name="review_local"),
    path(f"{VERSION}review/<slug:key>/", reviewing.mark_clause, name="mark_clause"),
    path(f"{VERSION}marks/<int:pk>/clear/", reviewing.clear_mark, name="clear_mark"),
    path(f"{VERSION}comments/", reviewing.comment, name="comment_local"),
    path(f"{VERSION}comments/follow/", reviewing.follow_comments, name="follow_comments"),
]
