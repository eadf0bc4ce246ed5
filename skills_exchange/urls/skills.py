"""Addresses of skills: the tree, a skill, proposals and curation."""

from django.urls import path

from skills_exchange.views import skills as views

urlpatterns = [
    path("", views.index, name="index"),
    path("list/", views.skills, name="skills"),
    path("list/find/", views.find_skills, name="find_skills"),
    path("list/propose/", views.propose_skill, name="propose_skill"),
    path("skill/<slug:slug>/", views.skill, name="skill"),
]
