"""Addresses of bodies and of the finder."""

from django.urls import path

from ucoc.views import bodies

urlpatterns = [
    path("who/", bodies.finder, name="finder"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.new_body, name="new_body"),
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("bodies/<slug:slug>/edit/", bodies.edit, name="edit_body"),
    path("bodies/<slug:slug>/suspend/", bodies.suspend, name="suspend_body"),
    path("bodies/<slug:slug>/resume/", bodies.resume, name="resume_body"),
    path("bodies/<slug:slug>/members/new/", bodies.add_member, name="add_body_member"),
    path("bodies/<slug:slug>/members/<int:pk>/end/", bodies.end_member, name="end_body_member"),
    path("bodies/<slug:slug>/members/<int:pk>/confirm/", bodies.confirm, name="confirm_member_fact"),
]
