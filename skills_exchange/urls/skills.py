"""Addresses of skills: the tree, a skill, proposals and curation."""

from django.urls import path

from skills_exchange.views import curating
from skills_exchange.views import skills as views

urlpatterns = [
    path("", views.index, name="index"),
    path("list/", views.skills, name="skills"),
    path("list/find/", views.find_skills, name="find_skills"),
    path("list/propose/", views.propose_skill, name="propose_skill"),
    path("list/curate/", curating.curate_skills, name="curate_skills"),
    path("skill/<slug:slug>/", views.skill, name="skill"),
    path("skill/<slug:slug>/answer/", curating.answer_skill, name="answer_skill"),
    path("skill/<slug:slug>/edit/", curating.edit_skill, name="edit_skill"),
    path("skill/<slug:slug>/move/", curating.move_skill, name="move_skill"),
    path("skill/<slug:slug>/merge/", curating.merge_skill, name="merge_skill"),
    path("skill/<slug:slug>/retire/", curating.retire_skill, name="retire_skill"),
    path("skill/<slug:slug>/restore/", curating.restore_skill, name="restore_skill"),
    path("skill/<slug:slug>/history/", curating.skill_history, name="skill_history"),
]
