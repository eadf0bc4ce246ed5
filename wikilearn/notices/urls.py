"""Addresses of notices."""

from django.urls import path

from wikilearn.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("count/", views.unread, name="unread"),
    path("read/", views.mark_all_read, name="mark_all_read"),
    path("<int:pk>/read/", views.mark_read, name="mark_read"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/wiki/", views.wiki_address, name="wiki_address"),
    path("preferences/try-again/", views.try_again, name="try_again"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
