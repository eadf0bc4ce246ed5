"""Addresses of the transparency report."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from ucoc.feeds import TransparencyFeed
from ucoc.views import transparency

urlpatterns = [
    path("transparency/", transparency.transparency, name="transparency"),
    path("transparency/log/", transparency.transparency_log, name="transparency_log"),
    path("transparency/publish/", transparency.publish_transparency, name="publish_transparency"),
    path("transparency/feed.rss", login_not_required(TransparencyFeed()), name="transparency_feed"),
    path("transparency/<str:quarter>/", transparency.transparency_report, name="transparency_report"),
]
